package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.journal.Lease;
import java.util.List;
import java.util.Optional;

/**
 * One VM, here and in the repository. Every method looks at the real state anew. Refusals are {@link KssException}s that
 * say what was found and the ways out; nothing is ever lost by one.
 */
public interface VirtualMachine {

    String name();

    /** How the VM stands. Works without the store. */
    VmStatus status() throws KssException;

    /** Every snapshot that is known, newest first. Without the store, those of this host. */
    List<SnapshotView> snapshots() throws KssException;

    /**
     * Makes a snapshot of the VM as it is, running or not. A VM that kss does not know yet is adopted by this: its
     * present disks become the base, without copying them.
     *
     * @return the snapshot, or empty if nothing changed since the last one
     */
    Optional<SnapshotView> snapshot() throws KssException;

    /**
     * Sends every snapshot that the repository lacks, after making one if the VM is off and has changes. If the
     * repository has a newer head, what is here lands as a branch and the call ends with {@code DIVERGED}.
     */
    PushResult push() throws KssException;

    /** Reads the local layers again and sends whatever the store lost or damaged. */
    PushResult repair() throws KssException;

    /**
     * Fetches the repository's head, so that the next start finds it, or another snapshot, to look at it: a start then
     * fetches the head again. The VM must be off and must not have changes of its own.
     *
     * @param snapshot the unambiguous beginning of a snapshot's identity, or empty for the head
     */
    PullResult pull(Optional<String> snapshot) throws KssException;

    /** What push and pull would move. */
    VmDelta delta() throws KssException;

    /** Makes this host's VM the newest there is, takes the lease, and starts it. */
    StartResult start(StartOptions options) throws KssException;

    /**
     * Shuts the guest down, makes a snapshot, sends it and gives the lease back.
     *
     * @throws KssException among others {@code SEALED_NOT_SENT}: the VM is off and its work safe here, but the store
     *     could not be reached; {@code DIVERGED}: the work was sent, as a branch
     */
    StopResult stop(StopOptions options) throws KssException;

    /** Ends a conflict. */
    ResolveResult resolve(Keep keep) throws KssException;

    /** Who may run the VM. */
    Optional<Lease> lease() throws KssException;

    /**
     * Ends the present lease on purpose, whoever has it. Unsent work of its holder will land as a branch.
     *
     * @return the lease that was broken, or empty if there was none
     */
    Optional<Lease> breakLease() throws KssException;
}
