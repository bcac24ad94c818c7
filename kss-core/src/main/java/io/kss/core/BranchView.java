package io.kss.core;

import io.kss.core.identity.SnapshotId;
import java.util.List;
import java.util.Optional;

/**
 * A kept side of a conflict.
 *
 * @param name its name; commands take it wherever they take a snapshot
 * @param tip its newest snapshot
 * @param forkedFrom the newest snapshot that it has in common with the head's history, if there is any
 * @param snapshots those that the head's history lacks, newest first
 * @param headSnapshots how many snapshots the head's history has that it lacks
 * @param dataBytes changed disk data in its snapshots, in bytes
 * @param storedBytes what they added to the store, in bytes
 * @param differences how its tip's disks differ from the head's
 */
public record BranchView(
        String name,
        SnapshotView tip,
        Optional<SnapshotId> forkedFrom,
        List<SnapshotView> snapshots,
        int headSnapshots,
        long dataBytes,
        long storedBytes,
        List<VmDelta.Disk> differences) {}
