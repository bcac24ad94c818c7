package io.kss.core.chunk;

/**
 * A chunk within a pack.
 *
 * @param chunk which
 * @param offset the first byte of its frame within the pack
 * @param length bytes of the frame, its header included
 * @param plainLength bytes of the chunk itself, 1 to {@link #MAX_PLAIN}
 * @param encoding how the frame holds them
 */
public record StoredChunk(ChunkId chunk, int offset, int length, int plainLength, Encoding encoding) {

    /** The most bytes a chunk has: those of one region, 4 MiB. */
    public static final int MAX_PLAIN = 4 << 20;

    public StoredChunk {
        if (offset < 0 || length < 1 || offset > Integer.MAX_VALUE - length) {
            throw new IllegalArgumentException("no place in a pack: offset " + offset + ", length " + length);
        }
        if (plainLength < 1 || plainLength > MAX_PLAIN) {
            throw new IllegalArgumentException("no length of a chunk: " + plainLength);
        }
    }

    /** The byte after the frame. */
    public int end() {
        return offset + length;
    }
}
