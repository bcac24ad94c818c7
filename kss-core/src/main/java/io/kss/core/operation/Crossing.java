package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.progress.Progress;
import io.kss.core.takeover.Giving;
import io.kss.core.takeover.OtherHost;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.RunMarks;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LiveMoves;
import io.kss.spi.hypervisor.MoveListener;
import io.kss.spi.hypervisor.MoveRequest;
import io.kss.spi.hypervisor.Moved;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The part of a takeover in which memory and newest layers cross from host to host, and the guest with them. */
final class Crossing {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final VmSession session;
    private final Store store;
    private final OtherHost other;
    private final Giving giving;

    Crossing(VmSession session, Store store, OtherHost other, Giving giving) {
        this.session = session;
        this.store = store;
        this.other = other;
        this.giving = giving;
    }

    /** Brings memory that a move with post-copy left on the other side. */
    void rest(OptionalLong bandwidth) throws KssException, HypervisorException {
        moves().fetchRest(request(Map.of(), bandwidth, true), new Reporting());
    }

    /** Has it execute here, with what it wrote since the snapshot on which both sides stand. */
    Moved move(Intent.Arriving arriving, OptionalLong bandwidth, boolean postCopy)
            throws KssException, HypervisorException, IOException {
        SwitchGuard guard = new SwitchGuard(session, store, giving);
        guard.beforeTheMove();
        ArrivalRoom room = new ArrivalRoom(session);
        room.require(arriving);
        MoveRequest request = request(arriving.overlays(), bandwidth, postCopy);
        RunMarks marks = session.workspace().marks();
        marks.begin(new RunMarks.Run(false));
        // The hypervisor's hook lets in only what a kss that holds the lock has announced.
        marks.announceLaunch();
        try {
            return moves().take(request, new Reporting() {
                private boolean here;

                @Override
                public void moving(long done, long total) throws HypervisorException {
                    super.moving(done, total);
                    if (!here) {
                        refusing(() -> room.require(arriving));
                    }
                }

                @Override
                public void arrived() throws HypervisorException {
                    here = true;
                    refusing(() -> {
                        if (!postCopy) {
                            guard.requireOpen(arriving);
                        }
                        Intent.Arriving unused = new Arrival(session).whole(arriving);
                    });
                }
            });
        } catch (HypervisorException e) {
            // If it was noted that it goes on here it was not seen to, and the other side may have woken it up: looks
            // decide.
            session.update(vm -> vm.withIntent(Optional.of(arriving)));
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (e.getCause() instanceof KssException cause) {
                throw cause;
            }
            throw e;
        } finally {
            marks.withdrawLaunch();
        }
    }

    private MoveRequest request(Map<String, Path> disks, OptionalLong bandwidth, boolean postCopy) {
        return new MoveRequest(
                session.name(), other.hypervisor(), disks, other.reachedAt(), bandwidth, PATIENCE, postCopy);
    }

    private LiveMoves moves() throws KssException {
        return TakingOver.moves(session);
    }

    private static void refusing(Step step) throws HypervisorException {
        try {
            step.run();
        } catch (KssException e) {
            throw new HypervisorException(HypervisorException.Reason.FAILED, "it may not go on here", e);
        } catch (IOException e) {
            throw new HypervisorException(HypervisorException.Reason.FAILED, "it could not be noted down", e);
        }
    }

    private interface Step {
        void run() throws KssException, HypervisorException, IOException;
    }

    private class Reporting implements MoveListener {
        @Override
        public void moving(long done, long total) throws HypervisorException {
            session.host()
                    .progress()
                    .progressed(new Progress(Progress.Step.MOVING, session.name(), "", done, total, done));
        }

        @Override
        public void arrived() throws HypervisorException {}
    }
}
