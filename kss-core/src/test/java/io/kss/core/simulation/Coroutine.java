package io.kss.core.simulation;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Work on a thread of its own that never runs at the same time as whoever runs it: it goes on only within {@link #run},
 * and stops where it parks or ends.
 */
final class Coroutine {

    private static final int PATIENCE_SECONDS = 120;

    private final Semaphore go = new Semaphore(0);
    private final Semaphore stopped = new Semaphore(0);
    private final Thread thread;
    private volatile boolean ended;
    private volatile Optional<Throwable> failure = Optional.empty();

    Coroutine(String name, Work work) {
        thread = new Thread(
                () -> {
                    go.acquireUninterruptibly();
                    try {
                        work.run();
                    } catch (Throwable e) {
                        failure = Optional.of(e);
                    } finally {
                        ended = true;
                        stopped.release();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Lets it go on until it parks or ends. */
    void run() throws InterruptedException {
        go.release();
        if (!stopped.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            Violation hung = new Violation(thread.getName() + " hangs");
            hung.setStackTrace(thread.getStackTrace());
            throw hung;
        }
    }

    /** Called by the work itself: waits until it is run again. */
    void park() {
        stopped.release();
        go.acquireUninterruptibly();
    }

    boolean isThisThread() {
        return Thread.currentThread() == thread;
    }

    boolean ended() {
        return ended;
    }

    /** What ended the work before its end, if anything. */
    Optional<Throwable> failure() {
        return failure;
    }

    /** What is done. */
    interface Work {
        void run() throws Exception;
    }
}
