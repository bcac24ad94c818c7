package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.tck.storage.SimulatedCrash;
import java.util.ArrayList;
import java.util.List;

/** One run of the program that uses the hypervisor. After its death nothing it still tries to do has any effect. */
final class KssProcess {

    private final MemoryHost host;
    final List<MemoryLayerWriter> writers = new ArrayList<>();
    final List<MemorySubscription> subscriptions = new ArrayList<>();
    private volatile boolean alive = true;

    KssProcess(MemoryHost host) {
        this.host = host;
    }

    /** Something that happens at once. */
    @FunctionalInterface
    interface Effect<T> {
        T happen() throws HypervisorException;
    }

    /** The same without a result. */
    @FunctionalInterface
    interface Change {
        void happen() throws HypervisorException;
    }

    <T> T step(String operation, Effect<T> effect) throws HypervisorException {
        host.points.before(operation, this);
        T result;
        synchronized (host.lock) {
            ensureAlive(operation);
            result = effect.happen();
        }
        host.points.after(operation, this);
        return result;
    }

    void change(String operation, Change change) throws HypervisorException {
        Boolean unused = step(operation, () -> {
            change.happen();
            return true;
        });
    }

    void ensureAlive(String operation) {
        if (!alive) {
            throw new SimulatedCrash(operation + ", tried by a process that is dead already");
        }
    }

    boolean alive() {
        return alive;
    }

    void die() {
        synchronized (host.lock) {
            alive = false;
            List.copyOf(writers).forEach(writer -> writer.abandon(host.random));
            writers.clear();
            List.copyOf(subscriptions).forEach(MemorySubscription::close);
        }
    }
}
