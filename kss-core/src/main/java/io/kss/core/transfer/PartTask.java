package io.kss.core.transfer;

import io.kss.core.chunk.ChunkId;
import io.kss.spi.storage.StorageException;
import java.util.concurrent.CompletableFuture;

/** Sends some bytes of a part as one chunk. */
final class PartTask implements UploadTask {

    private final byte[] bytes;
    private final CompletableFuture<ChunkId> chunk;
    private final TransferProgress progress;

    PartTask(byte[] bytes, CompletableFuture<ChunkId> chunk, TransferProgress progress) {
        this.bytes = bytes;
        this.chunk = chunk;
        this.progress = progress;
    }

    @Override
    public void run(ChunkSender sender) throws StorageException, InterruptedException {
        chunk.complete(sender.send(sender.block().put(bytes).flip()));
        progress.done(bytes.length);
    }
}
