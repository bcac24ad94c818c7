package io.kss.libvirt;

import io.kss.libvirt.connection.DomainHandle;
import io.kss.libvirt.domain.DomainXml;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a guest to shut down until it does: a button pressed before the guest is ready is lost without a trace. */
final class ShutDown {

    private static final Logger LOG = LoggerFactory.getLogger(ShutDown.class);

    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(4);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private ShutDown() {}

    /** Returns whether the domain is off when the deadline has passed, or before. */
    static boolean of(DomainHandle handle, Duration deadline) throws HypervisorException {
        long end = System.nanoTime() + deadline.toNanos();
        long nextRequest = System.nanoTime();
        while (handle.state().active()) {
            long now = System.nanoTime();
            if (now - end >= 0) {
                return false;
            }
            if (now - nextRequest >= 0) {
                request(handle);
                nextRequest = System.nanoTime() + BETWEEN_REQUESTS.toNanos();
            }
            pause(Math.min(BETWEEN_LOOKS.toNanos(), end - System.nanoTime()));
        }
        return true;
    }

    private static void request(DomainHandle handle) throws HypervisorException {
        attempt(handle, handle::pressButton);
        if (handle.state().active() && DomainXml.parse(handle.liveXml()).agentConnected()) {
            attempt(handle, handle::askAgent);
        }
    }

    /** One way may fail, since there is the other and a next time; only a dead hypervisor ends it. */
    private static void attempt(DomainHandle handle, Way way) throws HypervisorException {
        try {
            way.go();
        } catch (HypervisorException e) {
            if (e.reason() == Reason.UNAVAILABLE || e.reason() == Reason.DENIED) {
                throw e;
            }
            LOG.debug("a request to shut down VM '{}' failed", handle.name(), e);
        }
    }

    private static void pause(long nanos) throws HypervisorException {
        try {
            Thread.sleep(Math.max(1, nanos / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Reason.FAILED, "interrupted while waiting for a VM to shut down", e);
        }
    }

    private interface Way {
        void go() throws HypervisorException;
    }
}
