package io.kss.core.workspace;

import io.kss.core.identity.DiskId;
import io.kss.core.identity.SnapshotId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a VM on this host.
 *
 * @param disks its synchronised disks with their active layers
 * @param base the snapshot that the active layers stand on, or empty for a VM that was never sealed here
 * @param next the identity that the active layers' content will get when it is sealed
 * @param snapshots every snapshot whose files lie here, in the order in which they came
 */
public record LocalChain(
        List<LocalDisk> disks, Optional<SnapshotId> base, SnapshotId next, Map<SnapshotId, LocalSnapshot> snapshots) {

    public LocalChain {
        disks = List.copyOf(disks);
        snapshots = new LinkedHashMap<>(snapshots);
    }

    @Override
    public Map<SnapshotId, LocalSnapshot> snapshots() {
        return new LinkedHashMap<>(snapshots);
    }

    public Optional<LocalSnapshot> snapshot(SnapshotId id) {
        return Optional.ofNullable(snapshots.get(id));
    }

    public Optional<LocalSnapshot> baseSnapshot() {
        return base.flatMap(this::snapshot);
    }

    public Optional<LocalDisk> disk(DiskId id) {
        return disks.stream().filter(disk -> disk.id().equals(id)).findFirst();
    }

    public Optional<LocalDisk> disk(String target) {
        return disks.stream().filter(disk -> disk.target().equals(target)).findFirst();
    }

    /** The base and what it stands on here, nearest first. */
    public List<LocalSnapshot> line() {
        return line(base);
    }

    /** A snapshot and what it stands on here, nearest first. */
    public List<LocalSnapshot> line(Optional<SnapshotId> top) {
        List<LocalSnapshot> line = new ArrayList<>();
        Optional<LocalSnapshot> next = top.flatMap(this::snapshot);
        while (next.isPresent()) {
            line.add(next.get());
            next = next.get().parent().flatMap(this::snapshot);
        }
        return line;
    }

    /** The same with a snapshot added, or replaced by a newer description. */
    public LocalChain with(LocalSnapshot snapshot) {
        Map<SnapshotId, LocalSnapshot> more = new LinkedHashMap<>(snapshots);
        more.put(snapshot.id(), snapshot);
        return new LocalChain(disks, base, next, more);
    }

    /** The same standing on a snapshot that is here, with new active layers. */
    public LocalChain standingOn(SnapshotId newBase, List<LocalDisk> newDisks, SnapshotId newNext) {
        return new LocalChain(newDisks, Optional.of(newBase), newNext, snapshots);
    }
}
