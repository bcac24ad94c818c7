package io.kss.core.chain;

import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Piece;
import io.kss.core.manifest.Region;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares two states grain by grain where they can differ. */
final class DeltaBuilder {

    private final DiskState from;
    private final DiskState to;
    private final long common;
    private final List<Region> regions = new ArrayList<>();
    private final List<DiskDelta.Tail> tails = new ArrayList<>();

    DeltaBuilder(DiskState from, DiskState to) {
        this.from = from;
        this.to = to;
        this.common = Math.min(from.size(), to.size());
    }

    DiskDelta build() {
        RegionPairs pairs = new RegionPairs(from.regions(), to.regions());
        while (pairs.next()) {
            Region old = pairs.left();
            Region wanted = pairs.right();
            boolean ordinary = from.isOrdinary(pairs.index()) && to.isOrdinary(pairs.index());
            if (!ordinary || old == null || !old.equals(wanted)) {
                compare(pairs.index(), old, wanted);
            }
        }
        return new DiskDelta(to.size(), regions, tails);
    }

    private void compare(int index, @Nullable Region old, @Nullable Region wanted) {
        long data = wanted == null ? 0 : wanted.data();
        long had = old == null ? 0 : old.data() & Overlay.grainsBefore(index, common);
        List<Piece> pieces = new ArrayList<>();
        if (wanted != null) {
            for (Piece piece : wanted.pieces()) {
                long differing = piece.used() & ~same(index, piece, old, had);
                if (differing != 0) {
                    pieces.add(new Piece(piece.chunk(), piece.mask(), differing));
                    addTails(index, differing);
                }
            }
        }
        long zero = had & ~data;
        if (zero != 0 || !pieces.isEmpty()) {
            regions.add(new Region(index, zero, pieces));
        }
    }

    /** The grains of a wanted piece that the old region shows already. */
    private long same(int index, Piece wanted, @Nullable Region old, long had) {
        long same = 0;
        if (old != null) {
            for (Piece piece : old.pieces()) {
                if (piece.chunk().equals(wanted.chunk())) {
                    long shared = piece.used() & wanted.used() & had;
                    for (long rest = shared; rest != 0; rest &= rest - 1) {
                        long bit = Long.lowestOneBit(rest);
                        if (position(piece.mask(), bit) == position(wanted.mask(), bit)
                                && showsTheSame(grain(index, bit))) {
                            same |= bit;
                        }
                    }
                }
            }
        }
        return same;
    }

    /** Whether one chunk's grain ends at the same byte in both states, the new size taken into account. */
    private boolean showsTheSame(long grain) {
        int length = length(grain, to.size());
        return Math.min(length, from.shown(grain, length(grain, from.size()))) == to.shown(grain, length);
    }

    private void addTails(int index, long grains) {
        if (to.isOrdinary(index)) {
            return;
        }
        for (long rest = grains; rest != 0; rest &= rest - 1) {
            long grain = grain(index, Long.lowestOneBit(rest));
            int length = length(grain, to.size());
            int shown = to.shown(grain, length);
            if (shown < length) {
                tails.add(new DiskDelta.Tail(grain * Grains.SIZE + shown, length - shown));
            }
        }
    }

    private static int position(long mask, long bit) {
        return Long.bitCount(mask & (bit - 1));
    }

    private static long grain(int index, long bit) {
        return (long) index * Grains.PER_REGION + Long.numberOfTrailingZeros(bit);
    }

    private static int length(long grain, long size) {
        return (int) Math.max(0, Math.min(Grains.SIZE, size - grain * Grains.SIZE));
    }
}
