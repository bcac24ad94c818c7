package io.kss.core.journal;

import io.kss.core.identity.SnapshotId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What may end as a restore point, and what then stands on what (rule P2). */
public final class MergeRules {

    private MergeRules() {}

    /** Snapshots that must stay: the head, the tips of branches, what the present lease's holder stands on. */
    public static Set<SnapshotId> untouchable(VmState state) {
        Set<SnapshotId> untouchable = new HashSet<>(state.branches().values());
        state.head().ifPresent(untouchable::add);
        state.lease().flatMap(Lease::base).ifPresent(untouchable::add);
        return untouchable;
    }

    /** The surviving snapshots that stand on one of those, each with the nearest survivor below it. */
    public static Map<SnapshotId, Optional<SnapshotId>> orphans(VmState state, Set<SnapshotId> gone) {
        Map<SnapshotId, Optional<SnapshotId>> orphans = new HashMap<>();
        for (PublishedSnapshot snapshot : state.snapshots().values()) {
            if (!gone.contains(snapshot.id())
                    && snapshot.parent().filter(gone::contains).isPresent()) {
                orphans.put(snapshot.id(), survivor(state, snapshot.parent(), gone));
            }
        }
        return orphans;
    }

    static Optional<String> objection(VmState state, Event.Merged merged) {
        Set<SnapshotId> gone = new HashSet<>(merged.gone());
        if (gone.isEmpty() || gone.size() != merged.gone().size()) {
            return Optional.of("it ends nothing, or something twice");
        }
        if (!state.snapshots().keySet().containsAll(gone)) {
            return Optional.of("a snapshot that would end is not there");
        }
        if (untouchable(state).stream().anyMatch(gone::contains)) {
            return Optional.of("a head, the tip of a branch or the base of a lease would end");
        }
        Map<SnapshotId, Optional<SnapshotId>> parents = new HashMap<>();
        merged.revisions().forEach(revision -> parents.put(revision.snapshot(), revision.parent()));
        return parents.size() == merged.revisions().size() && parents.equals(orphans(state, gone))
                ? Optional.empty()
                : Optional.of("what stands on the ended snapshots is not described anew");
    }

    private static Optional<SnapshotId> survivor(VmState state, Optional<SnapshotId> below, Set<SnapshotId> gone) {
        Optional<SnapshotId> next = below;
        while (next.isPresent() && gone.contains(next.get())) {
            next = Optional.ofNullable(state.snapshots().get(next.get())).flatMap(PublishedSnapshot::parent);
        }
        return next;
    }
}
