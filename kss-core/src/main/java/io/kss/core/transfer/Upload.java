package io.kss.core.transfer;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.ChunkStore;
import io.kss.core.chunk.PackId;
import io.kss.core.chunk.PackTable;
import io.kss.core.concurrent.Crew;
import io.kss.core.failure.KssException;
import io.kss.core.identity.DiskId;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Part;
import io.kss.core.manifest.Region;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Sends the content of one snapshot: layers and parts, one after the other, then {@link #finish}. Nothing is visible to
 * others before a manifest names it. For one thread; it uses threads of its own, all of which have ended when
 * {@link #finish} or {@link #close} returns. Memory is bounded by {@link TransferOptions#memory}, apart from what
 * describes the result (about 200 bytes a region).
 *
 * <p>Interrupting the calling thread cancels the upload with {@link InterruptedException}. After any failure nothing more
 * can be sent; what a record remembers needs not be sent again by the next attempt.
 */
public final class Upload implements AutoCloseable {

    private static final int CHECK_MILLIS = 100;

    private final ChunkStore store;
    private final TransferProgress progress;
    private final Deduplication known;
    private final PackSender packs;
    private final Crew crew;
    private final int workers;
    private final int waitingTasks;
    private final Semaphore room;
    private final BlockingQueue<Optional<UploadTask>> tasks = new LinkedBlockingQueue<>();
    private final long doneBefore;

    /**
     * Starts the threads.
     *
     * @param known what need not be sent; without the packs and chunks that can't be relied on
     * @param record what an earlier attempt stored; told what this one stores
     */
    public Upload(
            ChunkStore store,
            ChunkIndex known,
            UploadRecord record,
            TransferOptions options,
            TransferProgress progress) {
        this.store = store;
        this.progress = progress;
        this.doneBefore = progress.done();
        this.known = new Deduplication(store, known, record.packs());
        CompressionLevel level = options.compressionLevel().isPresent()
                ? new FixedLevel(options.compressionLevel().getAsInt())
                : new AdaptiveLevel();
        this.packs = new PackSender(store, record, progress, level, options);
        this.workers = options.workers();
        this.waitingTasks = 2 * workers;
        this.room = new Semaphore(waitingTasks);
        this.crew = new Crew(options.threads());
        try {
            for (int i = 0; i < workers; i++) {
                crew.start(() -> work(level));
            }
            for (int i = 0; i < options.connections(); i++) {
                crew.start(packs::send);
            }
        } catch (RuntimeException | Error e) {
            // Nobody will have an object to close.
            crew.close();
            throw e;
        }
    }

    /** How many bytes of data a layer holds; costs one pass over its extents. */
    public static long dataBytes(LayerReader reader) throws HypervisorException {
        try (Stream<Extent> extents = reader.extents()) {
            return extents.filter(extent -> extent.content() == Extent.Content.DATA)
                    .mapToLong(Extent::length)
                    .sum();
        } catch (UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Sends a layer. When this returns, all of it was read, but not all of it is stored.
     *
     * @param standsOnZeroes whether nothing is below, so that zeroes need not be told
     */
    public DiskLayer send(DiskId disk, String target, LayerReader reader, boolean standsOnZeroes)
            throws StorageException, HypervisorException, KssException, InterruptedException {
        progress.detail(target);
        LayerResult result = new LayerResult(progress);
        try (Stream<Extent> extents = reader.extents()) {
            RegionCutter regions = new RegionCutter(extents.iterator());
            while (regions.hasNext()) {
                RegionMasks masks = regions.next();
                if (masks.data() != 0) {
                    submit(new RegionTask(reader, masks, standsOnZeroes, result));
                } else if (!standsOnZeroes) {
                    result.add(Optional.of(new Region(masks.index(), masks.zero(), List.of())), 0);
                }
            }
        } catch (UncheckedIOException e) {
            throw unreadable(e);
        }
        drain();
        return new DiskLayer(disk, target, reader.size(), result.regions());
    }

    /**
     * Sends a part, which is read to its end and not closed. When this returns, not all of it is stored.
     *
     * @throws IOException if the content can't be read
     */
    public Part send(String name, InputStream content)
            throws IOException, HypervisorException, KssException, InterruptedException {
        progress.detail(name);
        List<CompletableFuture<ChunkId>> chunks = new ArrayList<>();
        long size = 0;
        for (byte[] bytes = content.readNBytes(Grains.REGION_SIZE);
                bytes.length > 0;
                bytes = content.readNBytes(Grains.REGION_SIZE)) {
            CompletableFuture<ChunkId> chunk = new CompletableFuture<>();
            submit(new PartTask(bytes, chunk, progress));
            chunks.add(chunk);
            size += bytes.length;
        }
        drain();
        return new Part(name, size, chunks.stream().map(CompletableFuture::join).toList());
    }

    /** Waits until every pack is durable in the store, and lists the new ones in the index. */
    public UploadResult finish() throws StorageException, HypervisorException, KssException, InterruptedException {
        drain();
        for (int i = 0; i < workers; i++) {
            tasks.add(Optional.empty());
        }
        packs.end();
        Failures.raise(crew.await());
        List<PackTable> added = new ArrayList<>(known.resumedTables());
        added.addAll(packs.sent());
        try {
            store.writeIndex(added);
        } catch (StorageException e) {
            throw Failures.orInterrupted(e);
        }
        Set<PackId> fresh = new HashSet<>();
        added.forEach(table -> fresh.add(table.pack()));
        Set<PackId> used = new HashSet<>(known.used());
        used.addAll(fresh);
        return new UploadResult(used, fresh, progress.done() - doneBefore, packs.bytes());
    }

    /** Cancels what is not finished, and waits until every thread has ended. Idempotent. */
    @Override
    public void close() {
        crew.close();
    }

    private void work(CompressionLevel level) throws Exception {
        try (ChunkSender sender = new ChunkSender(level, known, packs)) {
            for (Optional<UploadTask> task = tasks.take(); task.isPresent(); task = tasks.take()) {
                task.get().run(sender);
                room.release();
            }
        }
    }

    private void submit(UploadTask task)
            throws StorageException, HypervisorException, KssException, InterruptedException {
        waitForRoom(1);
        tasks.add(Optional.of(task));
    }

    private void drain() throws StorageException, HypervisorException, KssException, InterruptedException {
        waitForRoom(waitingTasks);
        room.release(waitingTasks);
    }

    private void waitForRoom(int permits)
            throws StorageException, HypervisorException, KssException, InterruptedException {
        do {
            Failures.check(crew);
        } while (!room.tryAcquire(permits, CHECK_MILLIS, TimeUnit.MILLISECONDS));
        Failures.check(crew);
    }

    private static HypervisorException unreadable(UncheckedIOException e) {
        return new HypervisorException(
                HypervisorException.Reason.FAILED, "What a layer holds can't be found out: " + e.getMessage(), e);
    }
}
