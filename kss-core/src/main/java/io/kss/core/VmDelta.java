package io.kss.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What push or pull would move.
 *
 * @param push what would be sent, by disk
 * @param pull what would be fetched, by disk
 * @param estimate how long it would take, if the speed of earlier transfers is known
 */
public record VmDelta(List<Disk> push, List<Disk> pull, Optional<Duration> estimate) {

    /**
     * One disk's share.
     *
     * @param target the disk
     * @param bytes data to move, before compression and deduplication
     * @param grains changed grains of 64 KiB, those that became zero included
     * @param snapshots how many snapshots it spans
     */
    public record Disk(String target, long bytes, long grains, int snapshots) {}
}
