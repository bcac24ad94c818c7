package io.kss.libvirt;

import io.kss.libvirt.connection.DomainHandle;
import io.kss.libvirt.connection.Job;
import io.kss.libvirt.connection.Migration;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.MoveListener;
import io.kss.spi.hypervisor.MoveRequest;
import io.kss.spi.hypervisor.Moved;
import io.kss.spi.hypervisor.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches over a move until it has ended, one way or the other. The domain arrives paused and is resumed as soon as its
 * arrival shows, without waiting until its old process has been cleared away. Resuming is the one step that makes it
 * execute here, so that a move whose outcome got lost on the way can never end with two of it.
 *
 * <p>With post-copy it is told to switch when its memory has crossed once, and executes here by itself from then on; that
 * can't be taken back.
 */
final class RunningMove {

    private static final Logger LOG = LoggerFactory.getLogger(RunningMove.class);

    private static final Duration LOOK = Duration.ofMillis(5);
    private static final int LOOKS_PER_REPORT = 40;
    private static final long STAND_STILL_MILLIS = 150;
    private static final Duration GRACE = Duration.ofSeconds(15);

    /** libvirt may miss how a disk's copy ended while it ends a move, and then waits until it is asked once more. */
    private static final Duration INSISTING = Duration.ofSeconds(2);

    private final Migration migration;
    private final DomainHandle source;
    private final DomainHandle present;
    private final MoveRequest request;
    private final MoveListener listener;
    private final StandStill standStill;
    private final Asking there;

    private Job last = Job.UNKNOWN;
    private long lastChange = System.nanoTime();
    private int slowedPercent;
    private boolean whole;
    private boolean switched;
    private Optional<Duration> downtime = Optional.empty();

    RunningMove(
            Migration migration,
            DomainHandle source,
            DomainHandle present,
            MoveRequest request,
            MoveListener listener,
            StandStill standStill) {
        this.migration = migration;
        this.source = source;
        this.present = present;
        this.request = request;
        this.listener = listener;
        this.standStill = standStill;
        this.there = new Asking(request.from());
    }

    Moved toTheEnd() throws HypervisorException {
        try {
            long look = 0;
            while (!migration.ended(LOOK)) {
                if (downtime.isEmpty() && hasArrived()) {
                    arrive();
                } else if ((downtime.isEmpty() || request.postCopy()) && ++look % LOOKS_PER_REPORT == 0) {
                    report();
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new HypervisorException(
                            Reason.FAILED, "interrupted while VM '" + request.domain() + "' was being moved");
                }
                if (downtime.isPresent() && !request.postCopy() && idle().compareTo(GRACE) > 0) {
                    // It runs here, and only what is left of it there was not confirmed in time.
                    break;
                }
            }
            if (downtime.isEmpty()) {
                arrive();
            }
            lookBack();
            return moved();
        } catch (HypervisorException | RuntimeException e) {
            if (downtime.isPresent()) {
                LOG.warn("the old process of VM '{}' may not be cleared away", request.domain(), e);
                return moved();
            }
            boolean interrupted = Thread.interrupted();
            try {
                if (switched && arrivesAfterAll()) {
                    return moved();
                }
                if (whole || switched) {
                    boolean unused = over(GRACE);
                } else {
                    giveUp(e);
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            throw e;
        }
    }

    private Moved moved() {
        return new Moved(last.memorySent(), last.diskDone(), downtime.orElseThrow(), slowedPercent, !isSplit());
    }

    private boolean isSplit() {
        try {
            return request.postCopy() && present.isSplit();
        } catch (HypervisorException e) {
            LOG.debug("whether all memory of VM '{}' came is not known", request.domain(), e);
            return true;
        }
    }

    private boolean hasArrived() throws HypervisorException {
        return request.postCopy() ? present.state() == RunState.RUNNING : present.waitsAfterArrival();
    }

    private void arrive() throws HypervisorException {
        if (request.postCopy()) {
            downtime = Optional.of(standStill.length());
            listener.arrived();
        } else {
            whole = true;
            listener.arrived();
            present.resume();
            downtime = Optional.of(standStill.length());
        }
        lastChange = System.nanoTime();
    }

    /** What was told to switch over may do so after we have given it up. */
    private boolean arrivesAfterAll() throws HypervisorException {
        long end = System.nanoTime() + GRACE.toNanos();
        while (downtime.isEmpty() && System.nanoTime() - end < 0) {
            boolean over = over(LOOK);
            if (hasArrived()) {
                arrive();
            } else if (over) {
                return false;
            }
        }
        return downtime.isPresent();
    }

    /** What crossed since the last look; a number to tell, for which nothing may fail. */
    private void lookBack() {
        for (DomainHandle side : List.of(present, source)) {
            try {
                last = there.ask(side::lastJob).map(job -> job.after(last)).orElse(last);
            } catch (HypervisorException e) {
                LOG.debug("how much crossed with VM '{}' is not known to the last byte", request.domain(), e);
            }
        }
    }

    private void report() throws HypervisorException {
        Optional<Job> job = there.ask(source::job);
        if (job.isPresent() && last.total() == 0) {
            boolean unused = there.ask(() -> {
                source.limitDowntime(STAND_STILL_MILLIS);
                return true;
            });
        }
        if (job.isPresent() && !job.get().equals(last)) {
            last = job.get();
            lastChange = System.nanoTime();
            slowedPercent = Math.max(slowedPercent, last.throttle());
            listener.moving(last.done(), last.total());
        }
        if (request.postCopy() && !switched && last.round() > 1) {
            switched = true;
            boolean unused = there.ask(() -> {
                source.startPostCopy();
                return true;
            });
        }
        if (idle().compareTo(request.patience()) > 0) {
            throw new HypervisorException(
                    Reason.UNAVAILABLE,
                    "the move of VM '" + request.domain() + "' from " + request.from() + " stood still for "
                            + request.patience().toSeconds()
                            + " s and was given up; it goes on there. Check the network between the two hosts");
        }
    }

    private Duration idle() {
        return Duration.ofNanos(System.nanoTime() - lastChange);
    }

    /** Ends the move there; if that does not help, by ending what was to receive it. */
    private void giveUp(Exception cause) {
        if (!endThere(cause)) {
            boolean tried = attempt(cause, this::endHere);
            boolean over = over(GRACE);
            LOG.debug("what was to receive VM '{}' is ended: {}, the move is over: {}", request.domain(), tried, over);
        }
    }

    private boolean endThere(Exception cause) {
        long end = System.nanoTime() + GRACE.toNanos();
        boolean heard;
        do {
            heard = attempt(cause, () -> {
                boolean unused = there.ask(() -> {
                    if (!migration.isOver() && source.isLeaving()) {
                        source.abortJob();
                    }
                    return true;
                });
            });
        } while (!over(heard ? INSISTING : GRACE) && heard && System.nanoTime() - end < 0);
        return migration.isOver();
    }

    private void endHere() throws HypervisorException {
        if (present.state() == RunState.HELD) {
            present.destroy();
        }
    }

    private boolean over(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!migration.isOver() && System.nanoTime() - end < 0) {
            try {
                migration.ended(LOOK);
            } catch (HypervisorException e) {
                LOG.debug("the move ended", e);
            }
        }
        return migration.isOver();
    }

    private static boolean attempt(Exception cause, Step step) {
        try {
            step.run();
            return true;
        } catch (HypervisorException e) {
            cause.addSuppressed(e);
            return false;
        }
    }

    private interface Step {
        void run() throws HypervisorException;
    }
}
