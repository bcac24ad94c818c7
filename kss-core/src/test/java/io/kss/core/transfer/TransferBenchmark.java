package io.kss.core.transfer;

import io.kss.core.chunk.ChunkStore;
import io.kss.core.chunk.IndexCache;
import io.kss.core.identity.DiskId;
import io.kss.core.identity.IdSource;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Grains;
import io.kss.core.storage.DirectoryProvider;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.hypervisor.LayerWriter;
import io.kss.spi.storage.StorageBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Run by hand: sends a raw file to a directory store and fetches it, and tells wall and CPU time.
 *
 * <p>Arguments: an empty folder for the store, the file (or a number of GiB, for a disk that is empty but for one grain
 * in every region), and a level of zstd or {@code adaptive}.
 */
final class TransferBenchmark {

    private static final double GB = 1e9;

    private TransferBenchmark() {}

    public static void main(String[] args) throws Exception {
        TransferOptions options = TransferOptions.defaults();
        if (!args[2].equals("adaptive")) {
            options = options.withCompressionLevel(Integer.parseInt(args[2]));
        }
        try (StorageBackend backend = open(args[0]);
                LayerReader reader = args[1].matches("\\d+")
                        ? new SparseReader(Long.parseLong(args[1]) << 30)
                        : new FileReader(args[1])) {
            ChunkStore store = new ChunkStore(backend, IdSource.secure(), IndexCache.none());
            DiskLayer layer = push(store, options, reader);
            push(store, options, reader);
            fetch(store, options, layer);
        }
    }

    private static StorageBackend open(String folder) throws Exception {
        DirectoryProvider provider = new DirectoryProvider();
        return provider.open(PluginConfig.of(provider.configKeys(), Map.of("path", folder), Map.of()));
    }

    private static DiskLayer push(ChunkStore store, TransferOptions options, LayerReader reader) throws Exception {
        Clock clock = new Clock();
        try (Upload upload =
                new Upload(store, store.loadIndex(), UploadRecord.NONE, options, TransferProgress.silent())) {
            DiskLayer layer = upload.send(new DiskId("0".repeat(32)), "vda", reader, true);
            UploadResult result = upload.finish();
            clock.tell("push", result.bytesRead(), result.bytesStored());
            return layer;
        }
    }

    private static void fetch(ChunkStore store, TransferOptions options, DiskLayer layer) throws Exception {
        Clock clock = new Clock();
        TransferProgress progress = TransferProgress.silent();
        new Download(store, store.loadIndex(), options, progress)
                .fetch(layer.regions(), layer.size(), new Nowhere(), DownloadRecord.NONE);
        clock.tell("fetch", progress.done(), progress.transferred());
    }

    /** Wall and CPU time since it was made. */
    private static final class Clock {

        private final long wall = System.nanoTime();
        private final long cpu = cpu();

        void tell(String what, long bytes, long stored) {
            double seconds = (System.nanoTime() - wall) / 1e9;
            double used = (cpu() - cpu) / 1e9;
            long heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .mapToLong(pool -> pool.getPeakUsage().getUsed())
                    .sum();
            System.out.printf(
                    Locale.ROOT,
                    "%-6s %.2f GB as %.2f GB, %.1f s, %.0f MB/s, %.2f CPU-s/GB, peak heap at most %d MiB%n",
                    what,
                    bytes / GB,
                    stored / GB,
                    seconds,
                    bytes / 1e6 / seconds,
                    used / (bytes / GB),
                    heap >> 20);
        }

        private static long cpu() {
            return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
        }
    }

    /** A raw file, all of it data. */
    private static final class FileReader implements LayerReader {

        private final FileChannel channel;

        FileReader(String file) throws IOException {
            channel = FileChannel.open(Path.of(file), StandardOpenOption.READ);
        }

        @Override
        public long size() {
            try {
                return channel.size();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Stream<Extent> extents() {
            return Stream.of(new Extent(0, size(), Extent.Content.DATA));
        }

        @Override
        public void read(long offset, ByteBuffer target) throws HypervisorException {
            try {
                long at = offset;
                while (target.hasRemaining()) {
                    at += channel.read(target, at);
                }
            } catch (IOException e) {
                throw new HypervisorException(HypervisorException.Reason.FAILED, "read failed", e);
            }
        }

        @Override
        public void close() {}
    }

    /** A large disk with one grain of data in every region. */
    private record SparseReader(long size) implements LayerReader {

        @Override
        public Stream<Extent> extents() {
            return LongStream.range(0, size / Grains.REGION_SIZE)
                    .mapToObj(i -> new Extent(i * Grains.REGION_SIZE, Grains.SIZE, Extent.Content.DATA));
        }

        @Override
        public void read(long offset, ByteBuffer target) {
            while (target.hasRemaining()) {
                target.putLong(offset + target.position() % 1000);
            }
        }

        @Override
        public void close() {}
    }

    /** Forgets what is written. */
    private static final class Nowhere implements LayerWriter {

        @Override
        public void write(long offset, ByteBuffer source) {
            source.position(source.limit());
        }

        @Override
        public void zero(long offset, long length) {}

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
