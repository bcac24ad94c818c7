package io.kss.cli.render;

import io.kss.cli.terminal.Style;
import io.kss.core.SnapshotView;
import io.kss.core.Suspended;
import io.kss.core.VmStatus;
import io.kss.core.conflict.Relation;
import io.kss.core.journal.Lease;
import io.kss.core.workspace.BackgroundPush;
import io.kss.spi.hypervisor.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a VM stands, as people read it: a headline, the details that matter, and what to do next. */
public final class StatusText {

    private static final String INDENT = "  ";
    private static final int LABEL_WIDTH = 13;

    private final Times times;
    private final SnapshotText snapshots;
    private final Style style;

    public StatusText(Times times, Style style) {
        this.times = times;
        this.snapshots = new SnapshotText(times);
        this.style = style;
    }

    public List<String> lines(VmStatus status) {
        List<String> lines = new ArrayList<>();
        lines.add(style.bold(Human.safe(status.name())) + ": " + run(status.run()) + ", " + relation(status));
        status.head().ifPresent(head -> detail(lines, "repository", snapshots.line(head)));
        if (!sameId(status.head(), status.base())) {
            status.base().ifPresent(base -> detail(lines, "here", snapshots.line(base)));
        }
        if (!status.unsent().isEmpty()) {
            long bytes =
                    status.unsent().stream().mapToLong(SnapshotView::dataBytes).sum();
            detail(
                    lines,
                    "unsent",
                    Human.counted(status.unsent().size(), "snapshot") + (bytes == 0 ? "" : ", " + Human.bytes(bytes)));
        }
        if (status.unsealedChanges()) {
            detail(lines, "no snapshot", "changes since the last one, " + Human.bytes(status.unsealedBytes()));
        }
        status.lease().ifPresent(lease -> detail(lines, "lease", lease(lease, status.leaseIsOurs())));
        if (!status.branches().isEmpty()) {
            detail(lines, "branches", Human.safe(String.join(", ", status.branches())));
        }
        status.storeProblem().ifPresent(problem -> detail(lines, "store", style.bad(Human.safe(problem))));
        status.obstacles().forEach(obstacle -> detail(lines, "obstacle", style.bad(Human.safe(obstacle))));
        status.background().ifPresent(push -> detail(lines, "background", background(push)));
        status.suspended().ifPresent(suspended -> detail(lines, "suspended", suspended(suspended)));
        boolean first = true;
        for (String next : status.next()) {
            detail(lines, first ? "next" : "or", Human.safe(next));
            first = false;
        }
        return lines;
    }

    /** Who holds a lease, since when. */
    public String lease(Lease lease, boolean ours) {
        return (ours ? "this host" : Human.safe(lease.host().name())) + ", since " + times.text(lease.since());
    }

    private String suspended(Suspended suspended) {
        return Human.bytes(suspended.memoryBytes()) + " of memory, saved by "
                + Human.safe(suspended.snapshot().host()) + ", " + snapshots.time(suspended.snapshot())
                + (suspended.snapshot().inRepository() ? "" : ", not sent");
    }

    private String background(BackgroundPush push) {
        String time = times.text(push.time());
        String said = Human.safe(push.message());
        return switch (push.outcome()) {
            case DONE -> time + ": " + said;
            case GAVE_WAY -> time + ": " + style.attention(said);
            case UNFINISHED ->
                time + ": began to send; it is under way, or was cut short and goes on after the next boot";
            case REFUSED -> time + ": " + style.bad(said);
        };
    }

    private void detail(List<String> lines, String label, String text) {
        lines.add(INDENT + style.faint(label) + " ".repeat(LABEL_WIDTH - label.length()) + text);
    }

    private static String run(Optional<RunState> run) {
        return run.map(state -> switch (state) {
                    case OFF -> "off";
                    case RUNNING -> "running";
                    case HELD -> "paused or shutting down";
                })
                .orElse("not on this host");
    }

    private String relation(VmStatus status) {
        String text = relation(status.relation());
        String shown = switch (status.relation()) {
            case IN_SYNC -> style.good(text);
            case DIVERGED -> style.bad(text);
            case AHEAD, BEHIND, ONLY_HERE, ONLY_IN_REPOSITORY, UNKNOWN -> style.attention(text);
        };
        boolean elsewhere = status.lease().isPresent() && !status.leaseIsOurs();
        return elsewhere ? shown + ", " + style.attention("leased elsewhere") : shown;
    }

    private static String relation(Relation relation) {
        return switch (relation) {
            case IN_SYNC -> "in sync";
            case AHEAD -> "ahead: this host has changes to send";
            case BEHIND -> "behind: the repository is newer";
            case DIVERGED -> "diverged: both sides have changes";
            case ONLY_HERE -> "not in the repository yet";
            case ONLY_IN_REPOSITORY -> "only in the repository";
            case UNKNOWN -> "not known whether in sync";
        };
    }

    private static boolean sameId(Optional<SnapshotView> a, Optional<SnapshotView> b) {
        return a.map(SnapshotView::id).equals(b.map(SnapshotView::id));
    }
}
