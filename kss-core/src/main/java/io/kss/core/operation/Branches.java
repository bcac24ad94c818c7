package io.kss.core.operation;

import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.BranchName;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.LocalSnapshot;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Names for the sides of conflicts: {@code <host>-<date>-<time>-<short id>}. */
final class Branches {

    private static final int SHORT_ID = 6;
    private static final int LONGEST_HOST = 60;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Branches() {}

    /** The branch that ends in the snapshot's parent, if it is one of ours; otherwise a new one. */
    static String nameFor(VmSession session, LocalSnapshot snapshot, Optional<SnapshotId> parent, VmState state) {
        Optional<String> ours = session.managed()
                .conflict()
                .filter(name ->
                        parent.equals(Optional.ofNullable(state.branches().get(name))));
        return ours.orElseGet(() -> nameFor(snapshot.hostName(), snapshot.time(), snapshot.id()));
    }

    /** Under which the present head is kept when another snapshot becomes the head. */
    static String nameOfHead(VmState state, SnapshotId newHead) {
        PublishedSnapshot head = state.head().map(state.snapshots()::get).orElseThrow();
        String name = nameFor(head.host().name(), head.time(), head.id());
        String free = name;
        for (int i = 2; !newHead.equals(state.branches().getOrDefault(free, newHead)); i++) {
            free = name + "-" + i;
        }
        return free;
    }

    static String nameFor(String host, Instant time, SnapshotId tip) {
        String plain = host.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^[^A-Za-z0-9]+", "");
        String shortHost = plain.substring(0, Math.min(plain.length(), LONGEST_HOST));
        String name = (shortHost.isEmpty() ? "host" : shortHost) + "-" + TIME.format(time) + "-"
                + tip.value().substring(0, SHORT_ID);
        if (!BranchName.isLegal(name)) {
            throw new IllegalStateException("not a branch name: " + name);
        }
        return name;
    }
}
