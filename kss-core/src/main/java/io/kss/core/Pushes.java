package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.operation.PublishOutcome;
import io.kss.core.operation.Pushing;
import io.kss.core.operation.Stopping;
import io.kss.core.operation.VmSession;
import io.kss.core.retention.Retention;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.RunMarks;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** Sends what a VM has, in a session under its lock, and does what is due afterwards. */
final class Pushes {

    private final StoreLink store;
    private final Retention retention;
    private final Speeds speeds;
    private final StoreAway away;

    Pushes(StoreLink store, Retention retention, Speeds speeds, StoreAway away) {
        this.store = store;
        this.retention = retention;
        this.speeds = speeds;
        this.away = away;
    }

    PushResult push(VmSession session) throws KssException, HypervisorException, IOException, InterruptedException {
        if (session.local().isPresent()) {
            session.workspace().marks().pushing();
        }
        try {
            Pushing pushing = new Pushing(session, store.open());
            Instant began = speeds.now();
            PublishOutcome outcome = pushing.push();
            PushResult result = Outcomes.pushed(session, outcome);
            speeds.pushed(result.dataBytes(), began);
            noteSent(session);
            return result.withEnded(new Upkeep(session, store, retention).afterPush(outcome.state()));
        } catch (KssException e) {
            if (e.reason() == Reason.DIVERGED) {
                // All of it is safe in the repository; what is left to do is a person's.
                noteSent(session);
            }
            throw e;
        }
    }

    private static void noteSent(VmSession session) throws HypervisorException, IOException {
        RunMarks marks = session.workspace().marks();
        marks.pushed();
        if (!session.domain().map(domain -> domain.state().active()).orElse(false)) {
            marks.ended();
        }
    }

    /** Seals what changed first; for a VM that runs, too. */
    SnapshotPush snapshotAndPush(VmSession session)
            throws KssException, HypervisorException, IOException, InterruptedException {
        boolean known =
                session.local().filter(vm -> !vm.chain().disks().isEmpty()).isPresent();
        // One that is met for the first time is sealed by the push, which finds out first whether it is another's.
        Optional<LocalSnapshot> sealed = known ? new Stopping(session).seal() : Optional.empty();
        try {
            PushResult pushed = push(session);
            Optional<SnapshotId> made = known
                    ? sealed.map(LocalSnapshot::id)
                    : session.managed().chain().base();
            return new SnapshotPush(made.map(new SnapshotViews(session.local(), Optional.empty())::view), pushed);
        } catch (KssException | IOException e) {
            boolean off = session.host().hypervisor().state(session.name()) == RunState.OFF;
            throw sealed.isPresent() ? away.sealedNotSent(e, off) : away.unreachable(session, e);
        }
    }
}
