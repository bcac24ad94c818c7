package io.kss.core.transfer;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkStore;
import io.kss.core.chunk.PackAssembly;
import io.kss.core.chunk.PackTable;
import io.kss.core.chunk.SealedPack;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Collects stored chunks into packs and puts the packs into the store, several at once. Whoever appends waits when all
 * memory is on its way to the store. Thread-safe.
 */
final class PackSender {

    private final ChunkStore store;
    private final UploadRecord record;
    private final TransferProgress progress;
    private final CompressionLevel level;
    private final int packSize;
    private final int connections;
    private final BlockPool pool;
    private final ReentrantLock filling = new ReentrantLock();
    private final BlockingQueue<Optional<Waiting>> ready = new LinkedBlockingQueue<>();
    private final AtomicInteger onTheirWay = new AtomicInteger();
    private final List<PackTable> sent = new ArrayList<>();
    private @Nullable PackAssembly open;
    private long bytes;

    PackSender(
            ChunkStore store,
            UploadRecord record,
            TransferProgress progress,
            CompressionLevel level,
            TransferOptions options) {
        this.store = store;
        this.record = record;
        this.progress = progress;
        this.level = level;
        this.packSize = options.effectivePackSize();
        this.connections = options.connections();
        this.pool = new BlockPool(options.packBlocks());
    }

    /** Adds a chunk to the open pack. */
    void append(ChunkId chunk, int plainLength, Compressor.Result stored) throws InterruptedException {
        filling.lockInterruptibly();
        try {
            int length = PackAssembly.frameLength(stored.bytes().remaining());
            if (open != null && open.size() + length > packSize) {
                seal();
            }
            if (open == null) {
                open = new PackAssembly(store.newPack(), pool::take);
            }
            open.append(chunk, plainLength, stored.encoding(), stored.bytes());
        } finally {
            filling.unlock();
        }
    }

    /** Sends what is left; afterwards every thread in {@link #send} ends once all is stored. */
    void end() throws InterruptedException {
        filling.lockInterruptibly();
        try {
            seal();
            for (int i = 0; i < connections; i++) {
                ready.add(Optional.empty());
            }
        } finally {
            filling.unlock();
        }
    }

    /** Stores packs until the end. Run by as many threads as there are connections. */
    void send() throws StorageException, KssException, InterruptedException {
        for (Optional<Waiting> next = ready.take(); next.isPresent(); next = ready.take()) {
            SealedPack pack = next.get().pack();
            ObjectSource source = ObjectSource.of(pack.content());
            store.write(pack.table().pack(), new CountingSource(source, progress::transferred));
            remember(pack);
            pool.giveBack(next.get().blocks());
            onTheirWay.decrementAndGet();
        }
    }

    /** The packs that are durable in the store. */
    synchronized List<PackTable> sent() {
        return List.copyOf(sent);
    }

    /** Their bytes. */
    synchronized long bytes() {
        return bytes;
    }

    private void seal() {
        PackAssembly full = open;
        if (full != null) {
            open = null;
            level.packReady(onTheirWay.incrementAndGet(), connections);
            ready.add(Optional.of(new Waiting(full.seal(), full.blocks())));
        }
    }

    private synchronized void remember(SealedPack pack) throws KssException {
        try {
            record.stored(pack.table());
        } catch (IOException e) {
            throw new KssException(
                    Reason.UNEXPECTED,
                    "What was sent can't be noted down on this host: " + e.getMessage() + ".",
                    e,
                    "make sure that the state directory is writable and its disk is not full, then run again");
        }
        sent.add(pack.table());
        bytes += pack.size();
    }

    private record Waiting(SealedPack pack, List<ByteBuffer> blocks) {}
}
