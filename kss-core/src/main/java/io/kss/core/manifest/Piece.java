package io.kss.core.manifest;

import io.kss.core.chunk.ChunkId;

/**
 * Grains of one region that come from one chunk.
 *
 * @param chunk where the bytes are
 * @param mask which grains of the region the chunk holds, one after the other, lowest first; bit 0 is the region's
 *     first grain
 * @param used which of them this region takes; a subset of the mask, never empty
 */
public record Piece(ChunkId chunk, long mask, long used) {

    public Piece {
        if (used == 0 || (used & ~mask) != 0) {
            throw new IllegalArgumentException("a piece must use some grains of its chunk and no others");
        }
    }
}
