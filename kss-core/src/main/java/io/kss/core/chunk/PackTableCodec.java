package io.kss.core.chunk;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tables as bytes, big-endian: 4 bytes number of packs; per pack 16 bytes id, 4 bytes number of chunks; per chunk 32
 * bytes id, 4 bytes offset, 4 bytes frame length, 4 bytes plain length, 1 byte encoding.
 */
final class PackTableCodec {

    private static final int PACK = 16 + 4;
    private static final int CHUNK = ChunkId.LENGTH + 4 + 4 + 4 + 1;

    private PackTableCodec() {}

    static byte[] encode(Collection<PackTable> tables) {
        int size = 4;
        for (PackTable table : tables) {
            size = Math.addExact(
                    size, PACK + Math.multiplyExact(CHUNK, table.chunks().size()));
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        bytes.putInt(tables.size());
        for (PackTable table : tables) {
            bytes.put(HexFormat.of().parseHex(table.pack().value()));
            bytes.putInt(table.chunks().size());
            for (StoredChunk chunk : table.chunks()) {
                chunk.chunk().write(bytes);
                bytes.putInt(chunk.offset()).putInt(chunk.length()).putInt(chunk.plainLength());
                bytes.put((byte) chunk.encoding().number());
            }
        }
        return bytes.array();
    }

    /** @param name what the bytes came from, for messages */
    static List<PackTable> decode(byte[] payload, String name) throws KssException {
        ByteBuffer bytes = ByteBuffer.wrap(payload);
        List<PackTable> tables = new ArrayList<>();
        try {
            int packs = bytes.getInt();
            for (int i = 0; i < packs; i++) {
                tables.add(table(bytes, name));
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw malformed(name, e);
        }
        if (bytes.hasRemaining()) {
            throw malformed(name, null);
        }
        return tables;
    }

    private static PackTable table(ByteBuffer bytes, String name) throws KssException {
        byte[] id = new byte[16];
        bytes.get(id);
        int count = bytes.getInt();
        if (count < 0 || count > bytes.remaining() / CHUNK) {
            throw malformed(name, null);
        }
        List<StoredChunk> chunks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ChunkId chunk = ChunkId.read(bytes);
            int offset = bytes.getInt();
            int length = bytes.getInt();
            int plainLength = bytes.getInt();
            int encoding = bytes.get();
            if (!Encoding.known(encoding)) {
                throw new KssException(
                        Reason.NEWER_FORMAT,
                        "The object " + name + " was written by a newer version of kss (encoding " + encoding + ").",
                        "Update kss on this host.");
            }
            chunks.add(new StoredChunk(chunk, offset, length, plainLength, Encoding.of(encoding)));
        }
        return new PackTable(new PackId(HexFormat.of().formatHex(id)), chunks);
    }

    private static KssException malformed(String name, @Nullable Throwable cause) {
        return new KssException(
                Reason.DAMAGED,
                "The table of chunks in " + name + " makes no sense.",
                cause,
                "kss verify --deep tells what else is affected");
    }
}
