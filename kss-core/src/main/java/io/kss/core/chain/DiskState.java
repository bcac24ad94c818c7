package io.kss.core.chain;

import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Where every byte of one disk at one snapshot comes from: what the layers from its base up to there add up to.
 * Immutable; as large as what is allocated, not as the disk.
 */
public final class DiskState {

    /** A disk without a single byte, on which a first layer stands. */
    public static final DiskState NONE = new DiskState(0, List.of(), new TreeMap<>());

    private final long size;
    private final List<Region> regions;

    /**
     * Grains that hold less of their chunk than their place would: the bytes from here on are zeroes. That happens when
     * a size that is no multiple of the grain cut a grain which no later layer names.
     */
    private final NavigableMap<Long, Integer> cuts;

    private DiskState(long size, List<Region> regions, NavigableMap<Long, Integer> cuts) {
        this.size = size;
        this.regions = List.copyOf(regions);
        this.cuts = cuts;
    }

    /** The disk's size in bytes. */
    public long size() {
        return size;
    }

    /** The regions that hold data, ascending, without any zeroes: whatever is not named here reads as zeroes. */
    public List<Region> regions() {
        return regions;
    }

    /** Bytes of data, zeroes not counted. */
    public long dataBytes() {
        return regions.stream()
                .mapToLong(region -> Grains.length(region.index(), region.data(), size))
                .sum();
    }

    /**
     * The state after one more layer. Where the layer is smaller, it hides for ever what lies beyond its end: a later
     * growth reads zeroes there.
     */
    public static DiskState compose(DiskState parent, DiskLayer layer) {
        long common = Math.min(parent.size, layer.size());
        NavigableMap<Long, Integer> cuts = new TreeMap<>(parent.cuts);
        List<Region> merged =
                new ArrayList<>(Math.max(parent.regions.size(), layer.regions().size()));
        RegionPairs pairs = new RegionPairs(parent.regions, layer.regions());
        while (pairs.next()) {
            Overlay.of(pairs.index(), pairs.left(), pairs.right(), common).ifPresent(merged::add);
            if (pairs.right() != null && !cuts.isEmpty()) {
                forget(cuts, pairs.right());
            }
        }
        int tail = (int) (common % Grains.SIZE);
        if (parent.size != layer.size() && tail != 0) {
            long grain = common / Grains.SIZE;
            if (!names(layer, grain)) {
                cuts.merge(grain, tail, Math::min);
            }
        }
        cuts.tailMap((layer.size() + Grains.SIZE - 1) / Grains.SIZE, true).clear();
        return new DiskState(layer.size(), merged, cuts);
    }

    /** What must be written on top of one state to get another. */
    public static DiskDelta delta(DiskState from, DiskState to) {
        return new DeltaBuilder(from, to).build();
    }

    /** How many bytes of the grain's chunk show, if it is cut before its place's end. */
    int shown(long grain, int most) {
        return Math.min(most, cuts.getOrDefault(grain, most));
    }

    /** Whether sizes or cuts make a region's grains special, so that equal sources do not mean equal bytes. */
    boolean isOrdinary(int region) {
        long first = (long) region * Grains.PER_REGION;
        return Grains.offset(region + 1) <= size
                && (cuts.isEmpty()
                        || cuts.subMap(first, true, first + Grains.PER_REGION, false)
                                .isEmpty());
    }

    private static boolean names(DiskLayer layer, long grain) {
        int index = (int) (grain / Grains.PER_REGION);
        long bit = 1L << (grain % Grains.PER_REGION);
        return layer.regions().stream()
                .anyMatch(region -> region.index() == index && ((region.zero() | region.data()) & bit) != 0);
    }

    private static void forget(NavigableMap<Long, Integer> cuts, Region named) {
        long first = (long) named.index() * Grains.PER_REGION;
        long grains = named.zero() | named.data();
        cuts.subMap(first, true, first + Grains.PER_REGION, false)
                .keySet()
                .removeIf(grain -> (grains & 1L << (grain - first)) != 0);
    }
}
