package io.kss.cli.session;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the work of one thread on request and waits until it has cleaned up. Thread-safe.
 */
public final class Interruption {

    private final Thread worker;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean requested;
    private volatile int exit;

    public Interruption(Thread worker) {
        this.worker = worker;
    }

    /** Whether somebody wants the work to end. */
    public boolean requested() {
        return requested;
    }

    /** To be called by the worker as its last act. */
    public void ended(int exitCode) {
        exit = exitCode;
        ended.countDown();
    }

    /** Whether the worker ended by itself. */
    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /**
     * Interrupts the worker.
     *
     * @param patience how long it may take to end
     * @return its exit code, or empty if it did not end in time
     */
    public OptionalInt interrupt(Duration patience) {
        requested = true;
        worker.interrupt();
        try {
            boolean inTime = ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
            return inTime ? OptionalInt.of(exit) : OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }
}
