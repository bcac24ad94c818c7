package io.kss.core.operation;

import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What ending some snapshots means, as worked out on one state of the journal.
 *
 * @param gone what ends, as the journal has it
 * @param manifests the new manifest of each snapshot that stood on one of them and stays
 * @param before these snapshots as the journal has them
 */
record MergePlan(
        List<PublishedSnapshot> gone, Map<SnapshotId, Manifest> manifests, Map<SnapshotId, PublishedSnapshot> before) {

    MergePlan {
        gone = List.copyOf(gone);
        manifests = Map.copyOf(manifests);
        before = Map.copyOf(before);
    }

    /** Whether that is still what it would come to: nobody described the snapshots in question anew meanwhile. */
    boolean fits(VmState now) {
        return gone.stream().allMatch(each -> each.equals(now.snapshots().get(each.id())))
                && before.values().stream()
                        .allMatch(each -> Objects.equals(each, now.snapshots().get(each.id())));
    }
}
