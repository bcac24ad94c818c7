package io.kss.core.transfer;

import io.kss.core.chunk.ChunkHasher;
import io.kss.core.chunk.ChunkId;
import io.kss.spi.storage.StorageException;
import java.nio.ByteBuffer;

/** One worker's tools: takes plain bytes, and sees to it that the store gets them once. For one thread. */
final class ChunkSender implements AutoCloseable {

    private final ByteBuffer block = ByteBuffer.allocateDirect(TransferOptions.BLOCK);
    private final ChunkHasher hasher = new ChunkHasher();
    private final Compressor compressor;
    private final Deduplication known;
    private final PackSender packs;

    ChunkSender(CompressionLevel level, Deduplication known, PackSender packs) {
        this.compressor = new Compressor(level);
        this.known = known;
        this.packs = packs;
    }

    /** A direct buffer for one chunk's plain bytes; the same one each time. */
    ByteBuffer block() {
        return block.clear();
    }

    /** Sends a chunk unless the store has it or will have it. */
    ChunkId send(ByteBuffer plain) throws StorageException, InterruptedException {
        ChunkId chunk = hasher.id(plain);
        if (known.mustSend(chunk)) {
            packs.append(chunk, plain.remaining(), compressor.compress(plain));
        }
        return chunk;
    }

    @Override
    public void close() {
        compressor.close();
    }
}
