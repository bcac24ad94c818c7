package io.kss.core.storecheck;

import io.kss.spi.storage.StorageException;
import java.time.Duration;
import java.util.Arrays;

/** Repeats an operation a few times, each on another object, and tells how long it took. */
final class Stopwatch {

    static final int SAMPLES = 20;
    private static final int LEAST_SAMPLES = 3;
    private static final long ENOUGH = Duration.ofSeconds(4).toNanos();

    private Stopwatch() {}

    /** What is timed. */
    @FunctionalInterface
    interface Operation {

        void on(int number) throws StorageException;
    }

    static Speed.Latency time(String name, Operation operation) throws StorageException, InterruptedException {
        long[] nanos = new long[SAMPLES];
        int samples = 0;
        long begin = System.nanoTime();
        while (samples < SAMPLES && (samples < LEAST_SAMPLES || System.nanoTime() - begin < ENOUGH)) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while measuring");
            }
            long start = System.nanoTime();
            operation.on(samples);
            nanos[samples++] = System.nanoTime() - start;
        }
        long[] sorted = Arrays.copyOf(nanos, samples);
        Arrays.sort(sorted);
        return new Speed.Latency(
                name, Duration.ofNanos(sorted[samples / 2]), Duration.ofNanos(sorted[samples - 1]), samples);
    }
}
