package io.kss.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.PackId;
import io.kss.core.failure.KssException;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Grains;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTest {

    @TempDir
    Path folder;

    /** One data grain in each region, so that chunks are many and small. */
    private static TestLayer thin(int regions) {
        TestLayer layer = new TestLayer(regions * Grains.REGION_SIZE);
        for (int region = 0; region < regions; region++) {
            layer.data(region * Grains.PER_REGION, new Random(region), false);
        }
        return layer;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void uploadThatFailsAtEveryNthPutSendsNoStoredPackAgain(int nth) throws Exception {
        Carrier carrier = new Carrier(new Random(nth));
        TestLayer layer = thin(12);
        AtomicInteger puts = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        carrier.backend.beforePut = key -> {
            if (puts.incrementAndGet() % (nth + 1) == nth) {
                failures.incrementAndGet();
                throw new TransientStorageException("cable pulled at " + key);
            }
        };
        Optional<DiskLayer> sent = Optional.empty();
        for (int attempt = 0; sent.isEmpty() && attempt < 100; attempt++) {
            try (FileUploadRecord record = UploadRecord.file(folder.resolve("upload"));
                    Upload upload = carrier.upload(record)) {
                DiskLayer layerSent = upload.send(Carrier.DISK, "vda", layer, true);
                upload.finish();
                sent = Optional.of(layerSent);
            } catch (StorageException e) {
                assertThat(e).hasMessageContaining("cable pulled");
            }
        }
        assertThat(failures.get()).isPositive();
        assertThat(sent).isPresent();
        ChunkIndex all = carrier.store.completed(ChunkIndex.EMPTY).index();
        assertThat(all.size()).as("each chunk is in one pack").isEqualTo(12);
        assertThat(carrier.store.loadIndex().packs()).isEqualTo(all.packs());
        assertThat(Arrays.mismatch(carrier.fetch(sent.get(), new byte[0]), layer.bytes))
                .isEqualTo(-1);
        assertThat(carrier.livingThreads()).isZero();
    }

    @Test
    void packOfAnEarlierAttemptThatIsGoneOrExcludedIsSentAgain() throws Exception {
        Carrier carrier = new Carrier(new Random(1));
        TestLayer layer = thin(6);
        try (FileUploadRecord record = UploadRecord.file(folder.resolve("upload"));
                Upload upload = carrier.upload(record)) {
            upload.send(Carrier.DISK, "vda", layer, true);
            upload.finish();
        }
        carrier.backend.keys("index/").forEach(carrier.backend.objects::remove);
        PackId gone = carrier.store.packs().get(0);
        PackId excluded = carrier.store.packs().get(1);
        carrier.store.delete(gone);
        ChunkIndex known = ChunkIndex.EMPTY.excluding(Set.of(excluded), Set.of());
        try (FileUploadRecord record = UploadRecord.file(folder.resolve("upload"));
                Upload upload = new Upload(carrier.store, known, record, carrier.options, TransferProgress.silent())) {
            DiskLayer sent = upload.send(Carrier.DISK, "vda", layer, true);
            UploadResult result = upload.finish();
            assertThat(result.packsUsed()).doesNotContain(gone, excluded).isEqualTo(result.newPacks());
            assertThat(Arrays.mismatch(carrier.fetch(sent, new byte[0]), layer.bytes))
                    .isEqualTo(-1);
        }
    }

    @Test
    void tornRecordLosesItsLastEntryOnly() throws Exception {
        Path file = folder.resolve("upload");
        Carrier carrier = new Carrier(new Random(1));
        int packs;
        try (FileUploadRecord record = UploadRecord.file(file);
                Upload upload = carrier.upload(record)) {
            upload.send(Carrier.DISK, "vda", thin(12), true);
            upload.finish();
            packs = record.packs().size();
        }
        assertThat(packs).isGreaterThan(2);
        byte[] whole = Files.readAllBytes(file);
        for (int cut : new int[] {1, 7, 40}) {
            Files.write(file, Arrays.copyOf(whole, whole.length - cut));
            try (FileUploadRecord record = UploadRecord.file(file)) {
                assertThat(record.packs()).hasSize(packs - 1);
                record.stored(record.packs().get(0));
            }
            try (FileUploadRecord record = UploadRecord.file(file)) {
                assertThat(record.packs()).hasSize(packs);
            }
        }
    }

    @Test
    void fetchThatFailsOnTheWayGoesOnWhereItWasFlushed() throws Exception {
        Carrier carrier = new Carrier(new Random(1));
        TestLayer layer = thin(12);
        Arrays.fill(layer.grains, 100, 300, Extent.Content.ZERO);
        for (int grain = 100; grain < 300; grain++) {
            Arrays.fill(layer.bytes, grain * Grains.SIZE, (grain + 1) * Grains.SIZE, (byte) 0);
        }
        DiskLayer sent = carrier.send(layer, false);
        byte[] below = new byte[layer.bytes.length];
        Arrays.fill(below, (byte) 9);
        TestTarget target = new TestTarget(below);
        int attempts = 0;
        for (boolean complete = false; !complete; attempts++) {
            assertThat(attempts).isLessThan(50);
            // Two workers share the writes, so that only more of them are sure to complete a region at last.
            target.failAfter(3 + attempts);
            BitSet flushed = flushed(folder.resolve("fetch"));
            try (FileDownloadRecord record = DownloadRecord.file(folder.resolve("fetch"), "state 1")) {
                new Download(
                                carrier.store,
                                carrier.store.loadIndex(),
                                carrier.options.withConnections(1),
                                TransferProgress.silent(),
                                2 * Grains.SIZE)
                        .fetch(sent.regions(), sent.size(), target, record);
                complete = true;
            } catch (HypervisorException e) {
                assertThat(e.reason()).isEqualTo(HypervisorException.Reason.NO_ROOM);
            }
            assertThat(flushed.stream().filter(target::wroteInRegion)).isEmpty();
            if (!complete) {
                target.crash();
            }
        }
        assertThat(attempts).isGreaterThan(2);
        assertThat(Arrays.mismatch(target.bytes, layer.over(below))).isEqualTo(-1);
    }

    private static BitSet flushed(Path file) throws Exception {
        try (FileDownloadRecord record = DownloadRecord.file(file, "state 1")) {
            return record.regions();
        }
    }

    @Test
    void recordOfAnotherPurposeIsStartedAnew() throws Exception {
        Path file = folder.resolve("fetch");
        BitSet regions = new BitSet();
        regions.set(3, 9);
        regions.set(100_000);
        try (FileDownloadRecord record = DownloadRecord.file(file, "state 1")) {
            record.flushed(regions);
        }
        try (FileDownloadRecord record = DownloadRecord.file(file, "state 1")) {
            assertThat(record.regions()).isEqualTo(regions);
        }
        try (FileDownloadRecord record = DownloadRecord.file(file, "state 2")) {
            assertThat(record.regions().isEmpty()).isTrue();
        }
    }

    @Test
    void recordThatCanNotBeWrittenStopsTheUpload() throws Exception {
        Carrier carrier = new Carrier(new Random(1));
        FileUploadRecord record = UploadRecord.file(folder.resolve("upload"));
        record.close();
        try (Upload upload = carrier.upload(record)) {
            assertThatThrownBy(() -> {
                        upload.send(Carrier.DISK, "vda", thin(12), true);
                        upload.finish();
                    })
                    .isInstanceOf(KssException.class)
                    .hasMessageContaining("noted down");
        }
        assertThat(carrier.store.loadIndex().size()).isZero();
    }
}
