package io.kss.core.transfer;

import io.kss.core.chunk.ChunkId;
import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Piece;
import io.kss.core.manifest.Region;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Reads one region's data grains, one after the other, and sends them as one chunk. Grains that turn out to hold only
 * zeroes become zero grains.
 */
final class RegionTask implements UploadTask {

    private static final ByteBuffer ZEROES =
            ByteBuffer.allocateDirect(Grains.SIZE).asReadOnlyBuffer();

    private final LayerReader reader;
    private final RegionMasks masks;
    private final boolean standsOnZeroes;
    private final LayerResult result;

    RegionTask(LayerReader reader, RegionMasks masks, boolean standsOnZeroes, LayerResult result) {
        this.reader = reader;
        this.masks = masks;
        this.standsOnZeroes = standsOnZeroes;
        this.result = result;
    }

    @Override
    public void run(ChunkSender sender) throws StorageException, HypervisorException, InterruptedException {
        ByteBuffer block = sender.block();
        read(block);
        int bytesRead = block.position();
        long data = dropZeroes(block);
        long zero = standsOnZeroes ? 0 : masks.zero() | (masks.data() & ~data);
        if (data != 0) {
            ChunkId chunk = sender.send(block.flip());
            result.add(Optional.of(new Region(masks.index(), zero, List.of(new Piece(chunk, data, data)))), bytesRead);
        } else if (zero != 0) {
            result.add(Optional.of(new Region(masks.index(), zero, List.of())), bytesRead);
        } else {
            result.add(Optional.empty(), bytesRead);
        }
    }

    /** Fills the block with the data grains, each run of neighbours in one go. */
    private void read(ByteBuffer block) throws HypervisorException {
        long size = reader.size();
        for (GrainRun run : GrainRun.of(masks.data())) {
            long offset = Grains.offset(masks.index()) + (long) run.first() * Grains.SIZE;
            int length = (int) Math.min((long) run.count() * Grains.SIZE, size - offset);
            block.limit(block.position() + length);
            reader.read(offset, block);
            if (block.hasRemaining()) {
                throw new IllegalStateException("the reader left " + block.remaining() + " bytes unread");
            }
        }
    }

    /** Moves the other grains together; returns which are left, and leaves the block's position after the last. */
    private long dropZeroes(ByteBuffer block) {
        int end = block.position();
        long data = 0;
        int kept = 0;
        int at = 0;
        for (long rest = masks.data(); rest != 0; rest &= rest - 1) {
            int length = Math.min(Grains.SIZE, end - at);
            if (!isZero(block, at, length)) {
                if (kept != at) {
                    block.put(kept, block, at, length);
                }
                kept += length;
                data |= rest & -rest;
            }
            at += length;
        }
        block.position(kept);
        return data;
    }

    private static boolean isZero(ByteBuffer block, int at, int length) {
        if (block.get(at) != 0) {
            return false;
        }
        return block.slice(at, length).mismatch(ZEROES.slice(0, length)) < 0;
    }
}
