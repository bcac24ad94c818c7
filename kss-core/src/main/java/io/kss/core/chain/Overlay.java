package io.kss.core.chain;

import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Piece;
import io.kss.core.manifest.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One region of a layer on top of the same region of its parent's state. */
final class Overlay {

    private Overlay() {}

    /** What holds data then, if anything; of the lower region only grains that start before the limit count. */
    static Optional<Region> of(int index, @Nullable Region lower, @Nullable Region upper, long limit) {
        long reachable = grainsBefore(index, limit);
        if (upper == null) {
            if (lower == null || (lower.data() & ~reachable) == 0) {
                return Optional.ofNullable(lower);
            }
            return region(index, restricted(lower.pieces(), reachable));
        }
        if (lower == null && upper.zero() == 0) {
            return Optional.of(upper);
        }
        List<Piece> pieces = new ArrayList<>(upper.pieces());
        if (lower != null) {
            for (Piece kept : restricted(lower.pieces(), reachable & ~(upper.zero() | upper.data()))) {
                add(pieces, kept);
            }
        }
        return region(index, pieces);
    }

    /** The grains of a region that start before an offset on the disk. */
    static long grainsBefore(int index, long limit) {
        long bytes = limit - Grains.offset(index);
        if (bytes >= Grains.REGION_SIZE) {
            return -1;
        }
        return bytes <= 0 ? 0 : -1L >>> (Long.SIZE - (bytes + Grains.SIZE - 1) / Grains.SIZE);
    }

    private static List<Piece> restricted(List<Piece> pieces, long grains) {
        List<Piece> rest = new ArrayList<>(pieces.size());
        for (Piece piece : pieces) {
            long used = piece.used() & grains;
            if (used != 0) {
                rest.add(used == piece.used() ? piece : new Piece(piece.chunk(), piece.mask(), used));
            }
        }
        return rest;
    }

    private static void add(List<Piece> pieces, Piece more) {
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            if (piece.mask() == more.mask() && piece.chunk().equals(more.chunk())) {
                pieces.set(i, new Piece(piece.chunk(), piece.mask(), piece.used() | more.used()));
                return;
            }
        }
        pieces.add(more);
    }

    private static Optional<Region> region(int index, List<Piece> pieces) {
        return pieces.isEmpty() ? Optional.empty() : Optional.of(new Region(index, 0, pieces));
    }
}
