package io.kss.core.manifest;

import java.util.List;

/**
 * What is known about one region of a disk. Grains that appear nowhere are as in the parent.
 *
 * @param index the region's place on the disk, from 0
 * @param zero grains that read as zeroes, whatever the parent holds
 * @param pieces where the other grains come from; no grain twice
 */
public record Region(int index, long zero, List<Piece> pieces) {

    public Region {
        pieces = List.copyOf(pieces);
        long seen = zero;
        for (Piece piece : pieces) {
            if ((seen & piece.used()) != 0) {
                throw new IllegalArgumentException("region " + index + " names a grain twice");
            }
            seen |= piece.used();
        }
        if (index < 0 || seen == 0) {
            throw new IllegalArgumentException("region " + index + " says nothing");
        }
    }

    /** Grains that hold data. */
    public long data() {
        long all = 0;
        for (Piece piece : pieces) {
            all |= piece.used();
        }
        return all;
    }
}
