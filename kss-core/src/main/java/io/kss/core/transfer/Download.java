package io.kss.core.transfer;

import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.ChunkStore;
import io.kss.core.concurrent.Crew;
import io.kss.core.failure.KssException;
import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Part;
import io.kss.core.manifest.Region;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerWriter;
import io.kss.spi.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fetches layers and parts. Every chunk is checked before a byte of it is handed on. Thread-safe; each call uses threads
 * of its own, which have all ended when it returns. Memory is bounded by {@link TransferOptions#memory}, apart from the
 * plan (about 200 bytes a region).
 */
public final class Download {

    private static final int LARGEST_PART_IN_MEMORY = 256 << 20;
    private static final long WORKER_MEMORY = ChunkReader.STRETCH + Grains.REGION_SIZE;

    private static final long FLUSH_EVERY = 256L << 20;

    private final ChunkStore store;
    private final ChunkFinder finder;
    private final TransferOptions options;
    private final TransferProgress progress;
    private final Semaphore connections;
    private final long flushEvery;

    /** @param index where chunks are; an old one costs time only */
    public Download(ChunkStore store, ChunkIndex index, TransferOptions options, TransferProgress progress) {
        this(store, index, options, progress, FLUSH_EVERY);
    }

    /** @param flushEvery after how many bytes what was written is made durable */
    Download(ChunkStore store, ChunkIndex index, TransferOptions options, TransferProgress progress, long flushEvery) {
        this.flushEvery = flushEvery;
        this.store = store;
        this.finder = new ChunkFinder(store, index);
        this.options = options;
        this.progress = progress;
        this.connections = new Semaphore(options.connections());
    }

    /**
     * Brings regions into a layer, and flushes it. Interrupting the calling thread cancels.
     *
     * @param delta what the layer shall say, ascending by index
     * @param diskSize the disk's size in bytes; what lies beyond is left out
     * @param record what an earlier attempt at the same delta and layer got done; told what this one gets done
     * @throws KssException {@code DAMAGED} if a chunk can't be had from any pack; names both
     */
    public void fetch(List<Region> delta, long diskSize, LayerWriter writer, DownloadRecord record)
            throws StorageException, HypervisorException, KssException, InterruptedException {
        BitSet before = record.regions();
        FetchPlan plan = new FetchPlan(delta, diskSize, before, finder);
        LayerFiller filler = new LayerFiller(writer, diskSize);
        FillProgress filled = new FillProgress(delta, plan.left(), filler, record, flushEvery);
        progress.done(delta.stream()
                .filter(region -> before.get(region.index()))
                .mapToLong(region -> Grains.length(region.index(), region.data(), diskSize))
                .sum());
        List<FetchWork> work = plan.work();
        AtomicInteger next = new AtomicInteger();
        try (Crew crew = new Crew(options.threads())) {
            for (int i = 0; i < Math.min(workers(), work.size()); i++) {
                crew.start(() -> work(work, next, filler, filled));
            }
            Failures.raise(crew.await());
        }
        filled.flush();
    }

    /**
     * A part's bytes, checked chunk by chunk while they are read. To be closed. Failures of the store are
     * {@link StorageException}; damage is an {@link IOException} with the {@link KssException} as its cause.
     */
    public InputStream part(Part part) {
        return new PartStream(part, finder, new ChunkReader(store, connections), progress);
    }

    /** A small part's bytes. {@code DAMAGED} if a chunk can't be had, or if the part is larger than 256 MiB. */
    public byte[] bytes(Part part) throws StorageException, KssException, InterruptedException {
        if (part.size() > LARGEST_PART_IN_MEMORY) {
            throw PartStream.damaged(part, "is too large to be what its name says");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) part.size());
        try (PartStream stream = new PartStream(part, finder, new ChunkReader(store, connections), progress)) {
            while (stream.load()) {
                stream.moveTo(bytes);
            }
        }
        return bytes.toByteArray();
    }

    private int workers() {
        return (int) Math.max(1, Math.min(options.connections() + 1L, options.memory() / WORKER_MEMORY));
    }

    private void work(List<FetchWork> work, AtomicInteger next, LayerFiller filler, FillProgress filled)
            throws StorageException, HypervisorException, KssException, InterruptedException {
        try (ChunkReader reader = new ChunkReader(store, connections)) {
            for (int at = next.getAndIncrement(); at < work.size(); at = next.getAndIncrement()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                FetchWork item = work.get(at);
                if (item instanceof FetchWork.Zeroes zeroes) {
                    filler.zero(zeroes);
                    for (int i = zeroes.firstPosition(); i <= zeroes.lastPosition(); i++) {
                        filled.done(i, 0);
                    }
                } else if (item instanceof FetchWork.Stretch stretch) {
                    new StretchFetch(finder, reader, filler, filled, progress).fetch(stretch.needs());
                }
                filled.flushNowAndThen();
            }
        }
    }
}
