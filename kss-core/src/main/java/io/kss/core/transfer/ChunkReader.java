package io.kss.core.transfer;

import io.kss.core.chunk.ChunkDecoder;
import io.kss.core.chunk.ChunkLocation;
import io.kss.core.chunk.ChunkStore;
import io.kss.core.chunk.PackId;
import io.kss.core.chunk.StoredChunk;
import io.kss.core.failure.KssException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.util.concurrent.Semaphore;

/** One worker's buffers: reads stretches of packs and decodes the chunks in them. For one thread. */
final class ChunkReader implements AutoCloseable {

    /** The longest stretch that is read at once. */
    static final int STRETCH = 8 << 20;

    private final ChunkStore store;
    private final Semaphore connections;
    private final ChunkDecoder decoder = new ChunkDecoder();
    private final byte[] stored = new byte[STRETCH];
    private final byte[] plain = new byte[StoredChunk.MAX_PLAIN];
    private int start;

    ChunkReader(ChunkStore store, Semaphore connections) {
        this.store = store;
        this.connections = connections;
    }

    /** Reads a stretch of a pack, at most {@link #STRETCH} bytes. */
    void read(PackId pack, int offset, int length) throws StorageException, InterruptedException {
        if (length > STRETCH) {
            throw new StoreCorruptException("The pack " + pack.key() + " can't hold a frame of " + length + " bytes.");
        }
        connections.acquire();
        try {
            store.read(pack, offset, stored, 0, length);
        } finally {
            connections.release();
        }
        start = offset;
    }

    /** Decodes a chunk that lies in the stretch read last. */
    void decode(ChunkLocation location) throws KssException {
        decoder.decode(location, stored, location.stored().offset() - start, plain);
    }

    /** Starts with the bytes of the chunk decoded last. */
    byte[] plain() {
        return plain;
    }

    @Override
    public void close() {
        decoder.close();
    }
}
