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
 * @param snapshots everything ever published and not given up, by identity
 * @param lease the present lease
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
        Optional<Lease> lease,
        long fence) {

    public VmState {
        branches = Map.copyOf(branches);
        snapshots = Map.copyOf(snapshots);
    }

    /** Whether nothing was ever written. */
    public boolean isEmpty() {
        return number == 0;
    }

    /** A snapshot and its ancestors, nearest first; empty if it is unknown. */
    public List<PublishedSnapshot> ancestry(SnapshotId snapshot) {
        List<PublishedSnapshot> line = new ArrayList<>();
        Optional<SnapshotId> next = Optional.of(snapshot);
        while (next.isPresent() && snapshots.containsKey(next.get())) {
            PublishedSnapshot found = snapshots.get(next.get());
            line.add(found);
            next = found.parent();
        }
        return line;
    }
}
