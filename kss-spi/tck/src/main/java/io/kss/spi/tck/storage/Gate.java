package io.kss.spi.tck.storage;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds threads back until it is opened; stays open. Thread-safe. */
public final class Gate {

    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    /** A closed gate. */
    public Gate() {}

    /**
     * Waits until the gate is open.
     *
     * @throws InterruptedException if the thread is interrupted before that
     */
    public void pass() throws InterruptedException {
        arrived.countDown();
        opened.await();
    }

    /**
     * Waits until somebody stands at the gate, or has passed it.
     *
     * @throws AssertionError if nobody comes within two minutes
     */
    public void awaitArrival() throws InterruptedException {
        if (!arrived.await(2, TimeUnit.MINUTES)) {
            throw new AssertionError("nobody came to the gate");
        }
    }

    /** Lets everybody pass, now and later. */
    public void open() {
        opened.countDown();
    }
}
