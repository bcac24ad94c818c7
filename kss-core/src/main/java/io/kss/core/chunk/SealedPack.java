package io.kss.core.chunk;

import java.nio.ByteBuffer;
import java.util.List;

/** A complete pack, ready to be stored: its table, and all its bytes. */
public record SealedPack(PackTable table, List<ByteBuffer> content) {

    public SealedPack {
        content = List.copyOf(content);
    }

    /** Bytes of the object. */
    public long size() {
        return content.stream().mapToLong(ByteBuffer::remaining).sum();
    }
}
