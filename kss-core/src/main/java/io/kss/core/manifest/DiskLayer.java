package io.kss.core.manifest;

import io.kss.core.identity.DiskId;
import java.util.List;

/**
 * What a snapshot changed on one disk. A layer whose snapshot has no parent, or whose disk the parent lacks, stands on
 * zeroes.
 *
 * @param disk the disk's permanent identity
 * @param target its name within the VM, e.g. {@code vda}
 * @param size the disk's size in bytes at this snapshot
 * @param regions what changed, ascending by index, none beyond the size
 */
public record DiskLayer(DiskId disk, String target, long size, List<Region> regions) {

    public DiskLayer {
        regions = List.copyOf(regions);
        int last = -1;
        for (Region region : regions) {
            if (region.index() <= last || Grains.offset(region.index()) >= size) {
                throw new IllegalArgumentException(
                        "disk " + target + ": region " + region.index() + " is out of place");
            }
            last = region.index();
        }
    }

    /** Bytes of changed data, zeroes not counted. */
    public long dataBytes() {
        return regions.stream()
                .mapToLong(region -> Grains.length(region.index(), region.data(), size))
                .sum();
    }
}
