package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.LifecycleListener;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.Subscription;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Reports on a thread of its own, in order. */
final class MemorySubscription implements Subscription {

    private final KssProcess process;
    private final LifecycleListener listener;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "memory hypervisor events");
        thread.setDaemon(true);
        return thread;
    });

    MemorySubscription(KssProcess process, LifecycleListener listener) {
        this.process = process;
        this.listener = listener;
    }

    void report(String domain, RunState state) {
        if (!thread.isShutdown()) {
            thread.execute(() -> listener.changed(domain, state));
        }
    }

    @Override
    public void close() {
        process.subscriptions.remove(this);
        thread.shutdown();
    }
}
