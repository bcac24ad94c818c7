package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.operation.Host;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Takes turns with a running VM until it is off. What may pass by itself ends no watch. */
final class Watching {

    /** A stop is told by an event, too; this is for the one that got lost with its daemon. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);

    private static final Set<Reason> PASSING = Set.of(
            Reason.STORE_UNAVAILABLE,
            Reason.STORE_DENIED,
            Reason.BLOCKED_UNSENT,
            Reason.SEALED_NOT_SENT,
            Reason.BUSY,
            Reason.HYPERVISOR_UNAVAILABLE,
            Reason.WRONG_VM_STATE,
            Reason.NO_ROOM_ON_STORE,
            Reason.NO_ROOM_LOCALLY);

    private final Host host;
    private final StoreLink store;
    private final String name;
    private final WatchOptions options;
    private final Consumer<WatchEvent> listener;
    private final Semaphore stops = new Semaphore(0);

    Watching(Host host, StoreLink store, String name, WatchOptions options, Consumer<WatchEvent> listener) {
        this.host = host;
        this.store = store;
        this.name = name;
        this.options = options;
        this.listener = listener;
    }

    void run(Turn turn) throws KssException {
        Work.explained(store, () -> {
            if (isOff()) {
                throw new KssException(
                                Reason.WRONG_VM_STATE,
                                "The VM " + name + " does not run; only a running VM is watched.",
                                "kss start " + name)
                        .with("vm", name);
            }
            try (Subscription subscription = host.hypervisor().watch(this::changed)) {
                while (!isOff()) {
                    Instant next = now().plus(options.every());
                    take(turn, next);
                    awaitStopOr(next);
                }
            }
            listener.accept(new WatchEvent.Stopped(now()));
            return name;
        });
    }

    /** How a turn ends that gave way; what it had done is done. */
    static KssException gaveWay(String name) {
        return new KssException(
                        Reason.BUSY,
                        "Another kss wants the VM " + name + ", and the watch made way for it.",
                        "nothing is to be done: what is not sent yet goes with the other's work or the next turn")
                .with("vm", name);
    }

    private void take(Turn turn, Instant next) throws KssException {
        try {
            Done done = turn.take();
            listener.accept(new WatchEvent.Sent(now(), done.result(), done.ended(), done.mergedHere()));
        } catch (KssException e) {
            if (!PASSING.contains(e.reason())) {
                throw e;
            }
            if (e.reason() != Reason.BUSY) {
                // What is broken is opened anew.
                store.close();
            }
            listener.accept(new WatchEvent.Failed(now(), e, next));
        }
    }

    private void awaitStopOr(Instant next) throws InterruptedException {
        for (Duration left = until(next); !left.isNegative(); left = until(next)) {
            long millis = Math.min(left.toMillis() + 1, BETWEEN_LOOKS.toMillis());
            if (stops.tryAcquire(millis, TimeUnit.MILLISECONDS) || isOff()) {
                return;
            }
        }
    }

    private Duration until(Instant next) {
        return Duration.between(now(), next);
    }

    private Instant now() {
        return host.clock().instant();
    }

    private void changed(String domain, RunState state) {
        if (domain.equals(name) && state == RunState.OFF) {
            stops.release();
        }
    }

    /** Not known is not off: a daemon that is being restarted ends no watch. */
    private boolean isOff() {
        try {
            return host.hypervisor().state(name) == RunState.OFF;
        } catch (HypervisorException e) {
            return e.reason() == HypervisorException.Reason.NO_SUCH_DOMAIN;
        }
    }

    /** One turn's work. */
    interface Turn {
        Done take() throws KssException;
    }

    /** What a turn did. */
    record Done(SnapshotPush result, int ended, int mergedHere) {}
}
