package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.Extent.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Rounds runs of bytes to grains. */
final class GrainExtents {

    private final long size;
    private final NavigableMap<Long, Extent> pieces = new TreeMap<>();

    private GrainExtents(long size) {
        this.size = size;
    }

    /**
     * @param runs ascending, without overlap, all before {@code size}
     * @param onNothing whether all that the runs don't name reads as zeroes
     */
    static List<Extent> of(List<SparseBytes.Run> runs, long size, boolean onNothing) {
        GrainExtents extents = new GrainExtents(size);
        runs.stream().filter(run -> !run.zero()).forEach(run -> extents.mark(run.offset(), run.end(), Content.DATA));
        long start = -1;
        long end = -1;
        for (SparseBytes.Run run : runs) {
            if (!run.zero() || run.offset() != end) {
                extents.zeroes(start, end, onNothing);
                start = run.offset();
            }
            end = run.end();
            if (!run.zero()) {
                start = end;
            }
        }
        extents.zeroes(start, end, onNothing);
        return extents.joined();
    }

    private void zeroes(long start, long end, boolean onNothing) {
        if (start >= end) {
            return;
        }
        long first = up(start);
        long last = end == size ? size : down(end);
        if (first < last) {
            pieces.put(first, new Extent(first, last - first, Content.ZERO));
        }
        // What else is in a partially zeroed grain comes from below, so it can't be told apart from data.
        Content edge = onNothing ? Content.ZERO : Content.DATA;
        mark(start, Math.min(first, end), edge);
        if (last < end) {
            mark(Math.max(last, start), end, edge);
        }
    }

    private void mark(long start, long end, Content content) {
        for (long grain = down(start); grain < end; grain += DiskImages.GRAIN) {
            pieces.putIfAbsent(grain, new Extent(grain, Math.min(DiskImages.GRAIN, size - grain), content));
        }
    }

    private List<Extent> joined() {
        List<Extent> result = new ArrayList<>();
        for (Extent piece : pieces.values()) {
            Extent last = result.isEmpty() ? null : result.get(result.size() - 1);
            if (last != null && last.end() == piece.offset() && last.content() == piece.content()) {
                result.set(result.size() - 1, new Extent(last.offset(), piece.end() - last.offset(), last.content()));
            } else {
                result.add(piece);
            }
        }
        return result;
    }

    private static long down(long offset) {
        return offset - offset % DiskImages.GRAIN;
    }

    private static long up(long offset) {
        return down(offset + DiskImages.GRAIN - 1);
    }
}
