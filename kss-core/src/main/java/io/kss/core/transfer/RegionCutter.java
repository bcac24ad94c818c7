package io.kss.core.transfer;

import io.kss.core.manifest.Grains;
import io.kss.spi.hypervisor.Extent;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Cuts extents along the borders of regions; regions of which nothing is said are left out. */
final class RegionCutter implements Iterator<RegionMasks> {

    private final Iterator<Extent> extents;
    private @Nullable Extent rest;

    RegionCutter(Iterator<Extent> extents) {
        this.extents = extents;
        this.rest = following();
    }

    @Override
    public boolean hasNext() {
        return rest != null;
    }

    @Override
    public RegionMasks next() {
        Extent current = rest;
        if (current == null) {
            throw new NoSuchElementException();
        }
        int index = Math.toIntExact(current.offset() / Grains.REGION_SIZE);
        long start = Grains.offset(index);
        long end = start + Grains.REGION_SIZE;
        long data = 0;
        long zero = 0;
        while (current != null && current.offset() < end) {
            long to = Math.min(current.end(), end);
            int first = (int) ((current.offset() - start) / Grains.SIZE);
            int behind = (int) ((to - start + Grains.SIZE - 1) / Grains.SIZE);
            long mask = GrainRun.mask(first, behind - first);
            if (current.content() == Extent.Content.DATA) {
                data |= mask;
            } else {
                zero |= mask;
            }
            current = current.end() > end ? new Extent(end, current.end() - end, current.content()) : following();
        }
        rest = current;
        return new RegionMasks(index, data, zero & ~data);
    }

    private @Nullable Extent following() {
        return extents.hasNext() ? extents.next() : null;
    }
}
