package io.kss.core.transfer;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/** A fixed number of equal buffers outside the heap, made when first needed. Thread-safe. */
final class BlockPool {

    private final Semaphore free;
    private final ConcurrentLinkedDeque<ByteBuffer> used = new ConcurrentLinkedDeque<>();

    BlockPool(int blocks) {
        free = new Semaphore(blocks);
    }

    /** An empty block; waits until there is one. */
    ByteBuffer take() throws InterruptedException {
        free.acquire();
        ByteBuffer block = used.pollLast();
        return block == null ? ByteBuffer.allocateDirect(TransferOptions.BLOCK) : block.clear();
    }

    /** Gives blocks back, which nobody may look at any more. */
    void giveBack(Collection<ByteBuffer> blocks) {
        used.addAll(blocks);
        free.release(blocks.size());
    }
}
