package io.kss.cli.render;

import io.kss.core.SnapshotView;
import io.kss.core.VmStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The two sides of a conflict, for the person who has to decide. */
public final class ConflictText {

    private final SnapshotText snapshots;

    public ConflictText(Times times) {
        this.snapshots = new SnapshotText(times);
    }

    public List<String> lines(String message, VmStatus status) {
        List<String> lines = new ArrayList<>();
        lines.add(Human.safe(message));
        lines.add("");
        lines.add("  local, on this host:");
        status.unsent().forEach(snapshot -> lines.add("    " + snapshots.line(snapshot)));
        if (status.unsealedChanges()) {
            lines.add("    changes since the last snapshot, " + Human.bytes(status.unsealedBytes()));
        }
        lines.add("    standing on " + described(status.base()));
        lines.add("  remote, in the repository:");
        lines.add("    " + described(status.head()));
        status.head()
                .flatMap(SnapshotView::parent)
                .ifPresent(parent -> lines.add("    standing on " + SnapshotText.shortId(parent)));
        lines.add("");
        lines.add("local:  this host's side goes on, the repository's side is kept as a branch");
        lines.add("remote: the repository's side goes on, this host's side is kept as a branch");
        lines.add("both:   as remote, and this host's side also becomes a second VM here");
        return lines;
    }

    private String described(Optional<SnapshotView> snapshot) {
        return snapshot.map(snapshots::line).orElse("nothing");
    }
}
