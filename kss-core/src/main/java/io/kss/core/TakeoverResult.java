package io.kss.core;

import java.time.Duration;

/**
 * A VM that runs here now.
 *
 * @param from the host it came from
 * @param fetchedBytes disk data that came from the store first, while the guest went on
 * @param memoryBytes what crossed from host to host of the memory; 0 if an earlier attempt had done that already
 * @param diskBytes what crossed from host to host of the newest layers
 * @param downtime how long the guest did not execute
 * @param slowedPercent by how many percent it was slowed down at most, so that its memory could cross at all
 */
public record TakeoverResult(
        String from, long fetchedBytes, long memoryBytes, long diskBytes, Duration downtime, int slowedPercent) {}
