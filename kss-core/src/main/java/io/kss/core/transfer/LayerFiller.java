package io.kss.core.transfer;

import io.kss.core.chunk.ChunkLocation;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Piece;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerWriter;
import java.nio.ByteBuffer;

/** Writes grains of chunks to their places in a layer. Thread-safe. */
final class LayerFiller {

    private static final ByteBuffer ZEROES = ByteBuffer.allocate(Grains.SIZE).asReadOnlyBuffer();

    private final LayerWriter writer;
    private final long diskSize;

    LayerFiller(LayerWriter writer, long diskSize) {
        this.writer = writer;
        this.diskSize = diskSize;
    }

    /**
     * Writes the grains that a target uses of a chunk. A chunk that was made when the disk was smaller may end within
     * its last grain; the rest of that grain reads as zeroes.
     *
     * @return bytes of the layer that were written
     */
    long fill(Need.Target target, ChunkLocation source, byte[] plain) throws HypervisorException, KssException {
        Piece piece = target.piece();
        int length = source.stored().plainLength();
        int grains = Long.bitCount(piece.mask());
        if (length <= (grains - 1) * Grains.SIZE || length > grains * Grains.SIZE) {
            throw new KssException(
                            Reason.DAMAGED,
                            "The chunk " + piece.chunk() + " has " + length
                                    + " bytes, but a manifest says that it holds " + grains + " grains.",
                            "kss verify --deep tells what else is affected")
                    .with("chunk", piece.chunk());
        }
        long written = 0;
        for (GrainRun run : GrainRun.of(piece.used())) {
            long offset = Grains.offset(target.region()) + (long) run.first() * Grains.SIZE;
            int place = Long.bitCount(piece.mask() & GrainRun.mask(0, run.first())) * Grains.SIZE;
            long wanted = Math.min((long) run.count() * Grains.SIZE, diskSize - offset);
            if (wanted > 0) {
                int available = (int) Math.min(wanted, length - place);
                writer.write(offset, ByteBuffer.wrap(plain, place, available));
                if (available < wanted) {
                    writer.write(offset + available, ZEROES.slice(0, (int) wanted - available));
                }
                written += wanted;
            }
        }
        return written;
    }

    void zero(FetchWork.Zeroes zeroes) throws HypervisorException {
        writer.zero(zeroes.offset(), zeroes.length());
    }

    void flush() throws HypervisorException {
        writer.flush();
    }
}
