package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.tck.storage.SimulatedCrash;

/** Counts the steps of all processes of a host, and lets happen at each what a test wants to happen. */
final class FaultPoints {

    private final MemoryHost host;
    private volatile FaultHook hook = FaultHook.NONE;
    private long passed;
    private long crashAt = -1;

    FaultPoints(MemoryHost host) {
        this.host = host;
    }

    void hook(FaultHook next) {
        hook = next;
    }

    long passed() {
        synchronized (host.lock) {
            return passed;
        }
    }

    void crashAfter(long more) {
        synchronized (host.lock) {
            crashAt = passed + more;
        }
    }

    void before(String operation, KssProcess process) throws HypervisorException {
        process.ensureAlive(operation);
        crashIfDue("before " + operation);
        try {
            hook.before(operation);
        } catch (SimulatedCrash crash) {
            host.kssDied();
            throw crash;
        }
    }

    void after(String operation, KssProcess process) throws HypervisorException {
        crashIfDue("after " + operation);
        try {
            hook.after(operation);
        } catch (SimulatedCrash crash) {
            host.kssDied();
            throw crash;
        }
        process.ensureAlive(operation);
    }

    private void crashIfDue(String where) {
        synchronized (host.lock) {
            passed++;
            if (passed == crashAt) {
                // Before anything else can happen on the way out, such as flushing what is closed there.
                host.kssDied();
                throw new SimulatedCrash(where);
            }
        }
    }
}
