package io.kss.core.chain;

import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Region;
import java.util.List;

/**
 * What to write on top of one state of a disk to get another.
 *
 * @param size the disk's size in bytes afterwards
 * @param regions data and explicit zeroes, ascending by index; grains that are not named stay as they are
 * @param tails bytes to zero once the regions are written; nearly always none. They arise where a layer that changed
 *     the disk's size within a grain did not name that grain
 */
public record DiskDelta(long size, List<Region> regions, List<Tail> tails) {

    public DiskDelta {
        regions = List.copyOf(regions);
        tails = List.copyOf(tails);
    }

    /** Whether there is nothing to write; the size may differ all the same. */
    public boolean isEmpty() {
        return regions.isEmpty();
    }

    /** Bytes of data to write, zeroes not counted. */
    public long dataBytes() {
        return regions.stream()
                .mapToLong(region -> Grains.length(region.index(), region.data(), size))
                .sum();
    }

    /** How many grains are named, zeroes included. */
    public long grains() {
        return regions.stream()
                .mapToLong(region -> Long.bitCount(region.zero() | region.data()))
                .sum();
    }

    /**
     * Bytes within one grain that read as zeroes although the grain's chunk may hold others there.
     *
     * @param offset the first of them, from the disk's start
     * @param length how many
     */
    public record Tail(long offset, int length) {}
}
