package io.kss.core.chunk;

import io.kss.core.failure.KssException;
import java.util.List;

/** What a pack holds, ascending by offset. */
public record PackTable(PackId pack, List<StoredChunk> chunks) {

    public PackTable {
        chunks = List.copyOf(chunks);
    }

    /** What {@link #encode} gave. {@code DAMAGED} or {@code NEWER_FORMAT} for anything else; the name is for messages. */
    public static List<PackTable> decode(byte[] encoded, String name) throws KssException {
        return PackTableCodec.decode(encoded, name);
    }

    /** The table as bytes, for local records. */
    public byte[] encode() {
        return PackTableCodec.encode(List.of(this));
    }

    /** Bytes of all frames together. */
    public long storedBytes() {
        return chunks.stream().mapToLong(StoredChunk::length).sum();
    }
}
