package io.kss.core;

import io.kss.core.conflict.Relation;
import io.kss.core.journal.Lease;
import io.kss.core.workspace.BackgroundPush;
import io.kss.spi.hypervisor.RunState;
import java.util.List;
import java.util.Optional;

/**
 * How a VM stands, at one moment.
 *
 * @param name the VM
 * @param run what the domain is doing, or empty if it is not defined here
 * @param managed whether this host has taken the VM into its care (by a first snapshot, push or pull)
 * @param relation this host against the repository
 * @param head the repository's newest snapshot
 * @param base the newest snapshot that this host's VM stands on
 * @param unsent snapshots of this host that the repository lacks, oldest first
 * @param unsealedChanges whether the VM changed since its last snapshot here; for a running VM whether it wrote anything
 * @param unsealedBytes bytes in the active layers
 * @param lease who may run it
 * @param leaseIsOurs whether that is this host
 * @param branches names of the kept sides of conflicts in the repository
 * @param storeProblem why the store could not be asked, if it could not
 * @param obstacles what keeps kss from working on the VM, one sentence each
 * @param background the last work that was done on it with nobody looking on, if there was any
 * @param suspended where its guest was suspended, if it can go on from there
 * @param next what to do next, complete commands, the best first; empty if nothing needs doing
 */
public record VmStatus(
        String name,
        Optional<RunState> run,
        boolean managed,
        Relation relation,
        Optional<SnapshotView> head,
        Optional<SnapshotView> base,
        List<SnapshotView> unsent,
        boolean unsealedChanges,
        long unsealedBytes,
        Optional<Lease> lease,
        boolean leaseIsOurs,
        List<String> branches,
        Optional<String> storeProblem,
        List<String> obstacles,
        Optional<BackgroundPush> background,
        Optional<Suspended> suspended,
        List<String> next) {}
