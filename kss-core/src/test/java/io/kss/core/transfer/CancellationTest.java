package io.kss.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kss.core.chunk.ChunkIndex;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Grains;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.TransientStorageException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CancellationTest {

    private final Carrier carrier = new Carrier(new Random(1));
    private final CountDownLatch reached = new CountDownLatch(1);
    private final TestLayer layer = new TestLayer(8 * Grains.REGION_SIZE);

    CancellationTest() {
        for (int region = 0; region < 8; region++) {
            layer.data(region * Grains.PER_REGION, new Random(region), false);
        }
    }

    @Test
    void interruptedUploadEndsWithAllItsThreads() throws Exception {
        carrier.backend.beforePut = this::hang;
        assertThat(interrupted(() -> carrier.send(layer, true))).isInstanceOf(InterruptedException.class);
        assertThat(carrier.livingThreads()).isZero();
    }

    @Test
    void interruptedFetchEndsWithAllItsThreads() throws Exception {
        DiskLayer sent = carrier.send(layer, true);
        carrier.backend.beforeRead = key -> {
            if (key.startsWith("packs/")) {
                hang(key);
            }
        };
        assertThat(interrupted(() -> carrier.fetch(sent, new byte[0]))).isInstanceOf(InterruptedException.class);
        assertThat(carrier.livingThreads()).isZero();
    }

    @Test
    void abandonedUploadLeavesNoThread() throws Exception {
        carrier.backend.beforePut = this::hang;
        try (Upload upload = carrier.upload(UploadRecord.NONE)) {
            upload.send(Carrier.DISK, "vda", layer, true);
            reached.await();
        }
        assertThat(carrier.livingThreads()).isZero();
        assertThat(carrier.packs()).isEmpty();
    }

    @Test
    void uploadThatGetsNoMoreThreadsLeavesNone() {
        TransferOptions few = carrier.options.withThreads(work -> {
            if (carrier.threads.size() == 3) {
                throw new IllegalStateException("no more threads");
            }
            return carrier.options.threads().newThread(work);
        });
        assertThatThrownBy(() ->
                        new Upload(carrier.store, ChunkIndex.EMPTY, UploadRecord.NONE, few, TransferProgress.silent()))
                .hasMessage("no more threads");
        assertThat(carrier.threads).hasSize(3);
        assertThat(carrier.livingThreads()).isZero();
    }

    @Test
    void failingPutEndsTheUploadWithItsReason() throws Exception {
        carrier.backend.beforePut = key -> {
            throw new StoreFullException("no room for " + key);
        };
        try (Upload upload = carrier.upload(UploadRecord.NONE)) {
            assertThatThrownBy(() -> {
                        upload.send(Carrier.DISK, "vda", layer, true);
                        upload.finish();
                    })
                    .isInstanceOf(StoreFullException.class);
            assertThatThrownBy(upload::finish).isInstanceOf(StoreFullException.class);
        }
        assertThat(carrier.livingThreads()).isZero();
        assertThat(carrier.backend.keys("index/")).isEmpty();
    }

    @Test
    void failingReadOfALayerEndsTheUploadWithItsReason() throws Exception {
        try (Upload upload = carrier.upload(UploadRecord.NONE);
                LayerReader broken = new BrokenLayer()) {
            assertThatThrownBy(() -> upload.send(Carrier.DISK, "vda", broken, true))
                    .isInstanceOf(HypervisorException.class)
                    .hasMessage("bad sector");
        }
        assertThat(carrier.livingThreads()).isZero();
    }

    @Test
    void failingWriteEndsTheFetchWithItsReason() throws Exception {
        DiskLayer sent = carrier.send(layer, true);
        TestTarget target = new TestTarget(new byte[layer.bytes.length]);
        target.failAfter(2);
        assertThatThrownBy(() -> carrier.download().fetch(sent.regions(), sent.size(), target, DownloadRecord.NONE))
                .isInstanceOf(HypervisorException.class)
                .hasMessage("the disk is full");
        assertThat(carrier.livingThreads()).isZero();
    }

    private void hang(String key) throws TransientStorageException {
        reached.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientStorageException("interrupted at " + key, e);
        }
    }

    private Throwable interrupted(Action action) throws InterruptedException {
        AtomicReference<Throwable> outcome = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                action.run();
                outcome.set(new AssertionError("it ended well"));
            } catch (Throwable e) {
                outcome.set(e);
            }
        });
        caller.start();
        reached.await();
        caller.interrupt();
        await().until(() -> outcome.get() != null);
        return outcome.get();
    }

    /** Something that may fail. */
    @FunctionalInterface
    private interface Action {

        void run() throws Exception;
    }

    /** A layer that can't be read in its fifth region. */
    private final class BrokenLayer implements LayerReader {

        @Override
        public long size() {
            return layer.size();
        }

        @Override
        public Stream<Extent> extents() {
            return layer.extents();
        }

        @Override
        public void read(long offset, ByteBuffer target) throws HypervisorException {
            if (offset == 4L * Grains.REGION_SIZE) {
                throw new HypervisorException(HypervisorException.Reason.FAILED, "bad sector");
            }
            layer.read(offset, target);
        }

        @Override
        public void close() {}
    }
}
