package io.kss.core.storage;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and how patiently something is tried again. The pause doubles each time, and is then shortened by up to a
 * half at random, so that hosts that failed together don't return together.
 *
 * @param attempts how often it is tried in all, at least 1
 * @param firstPause the longest pause before the second attempt
 * @param longestPause what no pause exceeds
 */
public record RetryPolicy(int attempts, Duration firstPause, Duration longestPause) {

    /** Six attempts within about half a minute: enough for a NAS that wakes its disks or restarts a service. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(6, Duration.ofSeconds(1), Duration.ofSeconds(20));

    /** @throws IllegalArgumentException if a value is out of its range */
    public RetryPolicy {
        if (attempts < 1 || firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException(
                    "not a way to retry: " + attempts + " attempts, pauses " + firstPause + " to " + longestPause);
        }
    }

    /** The pause after an attempt, counted from 1. */
    Duration pauseAfter(int attempt, RandomGenerator random) {
        Duration pause = firstPause;
        for (int i = 1; i < attempt && pause.compareTo(longestPause) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        long nanos = pause.compareTo(longestPause) < 0 ? pause.toNanos() : longestPause.toNanos();
        return Duration.ofNanos(nanos - (long) (nanos / 2.0 * random.nextDouble()));
    }
}
