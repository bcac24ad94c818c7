package io.kss.spi.hypervisor;

import java.time.Duration;

/**
 * A move that succeeded.
 *
 * @param memoryBytes what crossed of the memory and the devices' state
 * @param diskBytes what crossed of the disks
 * @param downtime how long the guest did not execute, as seen from this host
 * @param slowedPercent by how many percent the guest was slowed down at most, so that its memory could cross at all
 * @param whole whether all of its memory is here; otherwise the guest executes here as far as it gets without, and
 *     {@link LiveMoves#fetchRest} brings it
 */
public record Moved(long memoryBytes, long diskBytes, Duration downtime, int slowedPercent, boolean whole) {}
