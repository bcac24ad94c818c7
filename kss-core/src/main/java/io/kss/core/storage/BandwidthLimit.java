package io.kss.core.storage;

import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A limit on bytes per second, shared by everything that it is put on: all stores, threads and both directions together.
 * A token bucket that holds a quarter of a second: after a pause so much may pass at once. Thread-safe.
 */
public final class BandwidthLimit {

    private static final long SECOND = 1_000_000_000L;
    private static final long BURST = SECOND / 4;

    private final long bytesPerSecond;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    private long paidUntil;

    /**
     * A limit by the system's clock.
     *
     * @param bytesPerSecond at least 1
     */
    public BandwidthLimit(long bytesPerSecond) {
        this(bytesPerSecond, System::nanoTime, Sleeper.SYSTEM);
    }

    /**
     * A limit by a clock of the caller's.
     *
     * @param bytesPerSecond at least 1
     * @param nanoTime a clock like {@link System#nanoTime}
     */
    public BandwidthLimit(long bytesPerSecond, LongSupplier nanoTime, Sleeper sleeper) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a limit of " + bytesPerSecond + " bytes per second lets nothing pass");
        }
        this.bytesPerSecond = bytesPerSecond;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
        this.paidUntil = nanoTime.getAsLong() - BURST;
    }

    /**
     * A store under this limit. An interrupt of a thread that the limit holds up acts as one of a thread that waits for
     * the store. Closing it closes the one given.
     */
    public StorageBackend throttling(StorageBackend backend) {
        return new MeteredBackend(backend, this::passed, this::received);
    }

    /** Takes a turn; each thread waits for its own, so that none starves. */
    private void passed(int bytes) throws InterruptedIOException {
        long wait = reserve(bytes);
        if (wait <= 0) {
            return;
        }
        try {
            sleeper.sleep(Duration.ofNanos(wait));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while held up by the bandwidth limit");
        }
    }

    private void received(int bytes) throws StorageException {
        try {
            passed(bytes);
        } catch (InterruptedIOException e) {
            throw new TransientStorageException("interrupted while reading an object", e);
        }
    }

    /** How many nanoseconds to wait until the bytes are within the limit. */
    private synchronized long reserve(int bytes) {
        long now = nanoTime.getAsLong();
        if (now - paidUntil > BURST) {
            paidUntil = now - BURST;
        }
        paidUntil += (long) ((double) bytes * SECOND / bytesPerSecond);
        return paidUntil - now;
    }
}
