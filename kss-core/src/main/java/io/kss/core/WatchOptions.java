package io.kss.core;

import java.time.Duration;

/**
 * How a running VM is watched.
 *
 * @param every the time from the beginning of one turn to that of the next, more than 0
 * @param keep of the snapshots that the watch makes, so many of the newest stay restore points, at least 1; what the
 *     older ones changed goes into the next newer ones
 */
public record WatchOptions(Duration every, int keep) {

    /** What is kept unless somebody wants otherwise. */
    public static final int DEFAULT_KEEP = 4;

    public WatchOptions {
        if (every.isZero() || every.isNegative()) {
            throw new IllegalArgumentException("every must be more than 0, not " + every);
        }
        if (keep < 1) {
            throw new IllegalArgumentException("keep must be at least 1, not " + keep);
        }
    }
}
