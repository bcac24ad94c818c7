package io.kss.core.journal;

import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a VM's journal adds up to.
 *
 * @param vm the VM
 * @param name its name
 * @param number the last entry, 0 if there is none
 * @param hash the SHA-256 of the last entry's stored bytes, in hexadecimal; empty if there is none
 * @param head the newest published snapshot
 * @param branches the tips of further lines, by name
 * @param snapshots everything that was published and can be restored, by identity
 * @param merged snapshots that ended as restore points, as they were then: what a host has that stands on one of them is
 *     still known. What they stand on is in one of the two maps
 * @param lease the present lease
 * @param takeover a move of the running VM that was begun and is not settled
 * @param fence the newest garbage collection that was announced here, 0 if none
 */
public record VmState(
        VmId vm,
        String name,
        long number,
        String hash,
        Optional<SnapshotId> head,
        Map<String, SnapshotId> branches,
        Map<SnapshotId, PublishedSnapshot> snapshots,
        Map<SnapshotId, PublishedSnapshot> merged,
        Optional<Lease> lease,
        Optional<Takeover> takeover,
        long fence) {

    public VmState {
        branches = Map.copyOf(branches);
        snapshots = Map.copyOf(snapshots);
        merged = Map.copyOf(merged);
    }

    /** Whether nothing was ever written. */
    public boolean isEmpty() {
        return number == 0;
    }

    /** A snapshot that can be restored, or one that ended, as it was then. */
    public Optional<PublishedSnapshot> known(SnapshotId snapshot) {
        return Optional.ofNullable(snapshots.get(snapshot)).or(() -> Optional.ofNullable(merged.get(snapshot)));
    }

    /** The head, if a guest can go on from it where it was. */
    public Optional<SnapshotId> suspended() {
        return head.map(snapshots::get).filter(PublishedSnapshot::isSuspended).map(PublishedSnapshot::id);
    }

    /** Whether a snapshot was published, be it that it ended meanwhile. */
    public boolean knows(SnapshotId snapshot) {
        return known(snapshot).isPresent();
    }

    /**
     * A snapshot and its ancestors, nearest first; empty if it is unknown. Those of one that can be restored can be
     * restored as well.
     */
    public List<PublishedSnapshot> ancestry(SnapshotId snapshot) {
        List<PublishedSnapshot> line = new ArrayList<>();
        Optional<PublishedSnapshot> next = known(snapshot);
        while (next.isPresent()) {
            line.add(next.get());
            next = next.get().parent().flatMap(this::known);
        }
        return line;
    }
}
