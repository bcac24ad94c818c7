package io.kss.core.chunk;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The SHA-256 of a chunk's plain bytes (HMAC-SHA-256 in an encrypted repository), kept as four longs to be small. */
public record ChunkId(long first, long second, long third, long fourth) implements Comparable<ChunkId> {

    /** The number of bytes in a chunk id. */
    public static final int LENGTH = 32;

    /** Takes 32 bytes from a buffer. */
    public static ChunkId read(ByteBuffer source) {
        return new ChunkId(source.getLong(), source.getLong(), source.getLong(), source.getLong());
    }

    /** The id with these 32 bytes. */
    public static ChunkId of(byte[] hash) {
        if (hash.length != LENGTH) {
            throw new IllegalArgumentException("a chunk id has " + LENGTH + " bytes, not " + hash.length);
        }
        return read(ByteBuffer.wrap(hash));
    }

    /** Puts 32 bytes into a buffer. */
    public void write(ByteBuffer target) {
        target.putLong(first).putLong(second).putLong(third).putLong(fourth);
    }

    @Override
    public int compareTo(ChunkId other) {
        int order = Long.compareUnsigned(first, other.first);
        if (order == 0) {
            order = Long.compareUnsigned(second, other.second);
        }
        if (order == 0) {
            order = Long.compareUnsigned(third, other.third);
        }
        return order != 0 ? order : Long.compareUnsigned(fourth, other.fourth);
    }

    @Override
    public String toString() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        write(bytes);
        return HexFormat.of().formatHex(bytes.array());
    }
}
