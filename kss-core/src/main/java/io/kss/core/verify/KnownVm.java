package io.kss.core.verify;

import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.repository.NamedVm;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** A VM whose journal could be folded. */
record KnownVm(NamedVm named, VmState state) {

    private static final int MOST_NAMED = 5;
    private static final int SHORT_ID = 8;

    String name() {
        return named.name();
    }

    /** A snapshot and all that stand on it. */
    Set<SnapshotId> standingOn(SnapshotId snapshot) {
        Set<SnapshotId> found = new HashSet<>();
        for (SnapshotId each : state.snapshots().keySet()) {
            if (state.ancestry(each).stream().anyMatch(below -> below.id().equals(snapshot))) {
                found.add(each);
            }
        }
        return found;
    }

    /** These snapshots as a fragment of a sentence, newest first. */
    String describe(Set<SnapshotId> snapshots) {
        List<PublishedSnapshot> sorted = snapshots.stream()
                .map(state.snapshots()::get)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(PublishedSnapshot::time)
                        .reversed()
                        .thenComparing(snapshot -> snapshot.id().value()))
                .toList();
        StringBuilder text = new StringBuilder(sorted.size() == 1 ? "snapshot " : sorted.size() + " snapshots (");
        for (int i = 0; i < Math.min(MOST_NAMED, sorted.size()); i++) {
            text.append(i == 0 ? "" : ", ").append(described(sorted.get(i)));
        }
        text.append(sorted.size() > MOST_NAMED ? ", ..." : "").append(sorted.size() == 1 ? "" : ")");
        return text.append(" of the VM ").append(name()).toString();
    }

    private String described(PublishedSnapshot snapshot) {
        String role = state.head().equals(Optional.of(snapshot.id())) ? ", the head" : "";
        return snapshot.id().value().substring(0, SHORT_ID) + " from "
                + snapshot.host().name() + " at " + snapshot.time().truncatedTo(ChronoUnit.SECONDS) + role;
    }
}
