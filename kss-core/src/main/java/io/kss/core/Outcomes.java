package io.kss.core;

import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.operation.BranchOutline;
import io.kss.core.operation.FetchOutcome;
import io.kss.core.operation.Movement;
import io.kss.core.operation.PublishOutcome;
import io.kss.core.operation.StartOutcome;
import io.kss.core.operation.VmSession;
import java.util.Optional;

/** What operations did, in the words of the library's results. */
final class Outcomes {

    private Outcomes() {}

    static PushResult pushed(VmSession session, PublishOutcome outcome) {
        SnapshotViews views = new SnapshotViews(session.local(), Optional.of(outcome.state()));
        return new PushResult(
                outcome.published().stream()
                        .map(snapshot -> views.view(snapshot.id()))
                        .toList(),
                outcome.published().stream()
                        .mapToLong(PublishedSnapshot::dataBytes)
                        .sum(),
                outcome.published().stream()
                        .mapToLong(PublishedSnapshot::storedBytes)
                        .sum(),
                outcome.leaseFree());
    }

    static PullResult pulled(VmSession session, Optional<FetchOutcome> outcome) {
        SnapshotViews views = new SnapshotViews(session.local(), Optional.empty());
        return new PullResult(
                views.view(session.managed().chain().base()),
                outcome.isPresent(),
                outcome.map(FetchOutcome::dataBytes).orElse(0L),
                outcome.map(FetchOutcome::transferredBytes).orElse(0L));
    }

    static StartResult started(VmSession session, StartOutcome outcome) {
        return new StartResult(
                outcome.pushed().map(pushed -> pushed(session, pushed)),
                outcome.fetched().map(fetched -> pulled(session, Optional.of(fetched))),
                outcome.leased(),
                outcome.memory(),
                outcome.memoryFetched().map(FetchOutcome::dataBytes).orElse(0L),
                outcome.memoryFetched().map(FetchOutcome::transferredBytes).orElse(0L));
    }

    static BranchView branch(VmSession session, BranchOutline.Branch branch) {
        SnapshotViews views = new SnapshotViews(session.local(), Optional.of(branch.state()));
        return new BranchView(
                branch.name(),
                views.view(branch.tip()),
                branch.fork(),
                branch.own().stream().map(own -> views.view(own.id())).toList(),
                branch.headSnapshots(),
                branch.own().stream().mapToLong(PublishedSnapshot::dataBytes).sum(),
                branch.own().stream().mapToLong(PublishedSnapshot::storedBytes).sum(),
                branch.differences().stream().map(Outcomes::disk).toList());
    }

    static VmDelta.Disk disk(Movement movement) {
        return new VmDelta.Disk(movement.target(), movement.bytes(), movement.grains(), movement.snapshots());
    }
}
