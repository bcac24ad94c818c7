package io.kss.libvirt;

import io.kss.libvirt.connection.Connection;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.Subscription;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** How long a guest has not executed, from the moment at which its host said so. */
final class StandStill implements AutoCloseable {

    private static final long NEVER = Long.MIN_VALUE;

    private final AtomicLong since = new AtomicLong(NEVER);
    private final Subscription subscription;

    StandStill(Connection there, String domain) throws HypervisorException {
        subscription = there.watch((name, state) -> {
            if (name.equals(domain)) {
                if (state == RunState.HELD) {
                    since.compareAndSet(NEVER, System.nanoTime());
                } else if (state == RunState.RUNNING) {
                    since.set(NEVER);
                }
            }
        });
    }

    /** Until now; zero if it is not known to stand still. */
    Duration length() {
        long began = since.get();
        return began == NEVER ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - began);
    }

    @Override
    public void close() {
        subscription.close();
    }
}
