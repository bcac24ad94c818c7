package io.kss.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Grains;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.storage.TransientStorageException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MemoryTest {

    /** The least that a transfer accepts. */
    private static final long MEMORY = 64L << 20;

    @Test
    void uploadStopsReadingWhenTheStoreTakesNothing() throws Exception {
        Carrier carrier = new Carrier(new Random(1));
        CountDownLatch open = new CountDownLatch(1);
        carrier.backend.beforePut = key -> {
            try {
                open.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TransientStorageException("interrupted", e);
            }
        };
        NoiseLayer noise = new NoiseLayer(1L << 30);
        long before = directMemory();
        AtomicReference<Throwable> outcome = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try (Upload upload = new Upload(
                    carrier.store,
                    carrier.store.loadIndex(),
                    UploadRecord.NONE,
                    carrier.options.withPackSize(16 << 20),
                    TransferProgress.silent())) {
                upload.send(Carrier.DISK, "vda", noise, true);
            } catch (Throwable e) {
                outcome.set(e);
            }
        });
        caller.start();
        AtomicLong last = new AtomicLong(-1);
        await().pollInterval(500, TimeUnit.MILLISECONDS)
                .until(() -> noise.read.get() > 0 && last.getAndSet(noise.read.get()) == noise.read.get());

        assertThat(noise.read.get()).isLessThanOrEqualTo(MEMORY);
        assertThat(directMemory() - before).isLessThanOrEqualTo(MEMORY);

        caller.interrupt();
        caller.join();
        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
        assertThat(carrier.livingThreads()).isZero();
    }

    @Test
    void hugeDiskCostsWhatItsDataCosts() throws Exception {
        Carrier carrier = new Carrier(new Random(1));
        try (Upload upload = carrier.upload(UploadRecord.NONE);
                ScatteredLayer layer = new ScatteredLayer()) {
            DiskLayer sent = upload.send(Carrier.DISK, "vda", layer, false);
            assertThat(upload.finish().bytesRead()).isEqualTo(32L * Grains.SIZE);
            assertThat(sent.size()).isEqualTo(64L << 40);
            assertThat(sent.regions()).hasSize(32);
        }
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** All of it data, no two bytes alike for long. */
    private static final class NoiseLayer implements LayerReader {

        final AtomicLong read = new AtomicLong();
        private final long size;

        NoiseLayer(long size) {
            this.size = size;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public Stream<Extent> extents() {
            return Stream.of(new Extent(0, size, Extent.Content.DATA));
        }

        @Override
        public void read(long offset, ByteBuffer target) {
            read.addAndGet(target.remaining());
            Random random = new Random(offset);
            while (target.remaining() >= Long.BYTES) {
                target.putLong(random.nextLong());
            }
        }

        @Override
        public void close() {}
    }

    /** A grain here and there on a disk of 64 TiB. */
    private static final class ScatteredLayer implements LayerReader {

        @Override
        public long size() {
            return 64L << 40;
        }

        @Override
        public Stream<Extent> extents() {
            return LongStream.range(0, 32).mapToObj(i -> new Extent(i << 41, Grains.SIZE, Extent.Content.DATA));
        }

        @Override
        public void read(long offset, ByteBuffer target) {
            while (target.hasRemaining()) {
                target.put((byte) (offset >> 41 | 1));
            }
        }

        @Override
        public void close() {}
    }
}
