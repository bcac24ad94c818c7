package io.kss.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.Encoding;
import io.kss.core.chunk.PackAssembly;
import io.kss.core.chunk.PackId;
import io.kss.core.chunk.PackReport;
import io.kss.core.chunk.PackTable;
import io.kss.core.chunk.PackVerifier;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.manifest.DiskLayer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DamageTest {

    private static final int SIZE = 6 << 20;

    private final Carrier carrier = new Carrier(new Random(1));
    private final TestLayer layer = new TestLayer(SIZE);
    private DiskLayer sent;

    @BeforeEach
    void send() throws Exception {
        for (int grain = 0; grain < layer.grains.length; grain += 7) {
            layer.data(grain, new Random(grain), grain % 2 == 0);
        }
        sent = carrier.send(layer, true);
    }

    @Test
    void flippedBitsAndCutsAreFoundAndNeverReachTheLayer() throws Exception {
        long seed = 20261;
        Random random = new Random(seed);
        ChunkIndex index = carrier.store.loadIndex();
        int found = 0;
        for (int round = 0; round < 300; round++) {
            String key = carrier.packs().get(random.nextInt(carrier.packs().size()));
            byte[] sound = carrier.backend.objects.get(key);
            byte[] broken = random.nextInt(4) == 0
                    ? Arrays.copyOf(sound, random.nextInt(sound.length))
                    : flipped(sound, random);
            carrier.backend.objects.put(key, broken);
            String description = "seed " + seed + ", round " + round;

            TestTarget target = new TestTarget(new byte[SIZE]);
            Throwable failure = catchThrowable(
                    () -> carrier.download(index).fetch(sent.regions(), SIZE, target, DownloadRecord.NONE));
            if (failure == null) {
                assertThat(Arrays.mismatch(target.bytes, layer.bytes))
                        .as(description)
                        .isEqualTo(-1);
            } else {
                found++;
                assertThat(failure)
                        .as(description)
                        .isInstanceOf(KssException.class)
                        .hasMessageContaining(key);
                assertThat(((KssException) failure).reason()).isEqualTo(Reason.DAMAGED);
                assertOnlyRightBytes(target, description);
            }
            if (verify(index, key).isSound()) {
                // Some bits of a zstd frame mean nothing. Whatever else is sound would be a gap in the checks.
                assertThat(failure).as(description).isNull();
                assertThat(isInCompressedBody(index, key, Arrays.mismatch(sound, broken)))
                        .as(description)
                        .isTrue();
                assertThat(broken).as(description).hasSameSizeAs(sound);
            }
            carrier.backend.objects.put(key, sound);
        }
        assertThat(found).isGreaterThan(200);
        assertThat(carrier.livingThreads()).isZero();
    }

    @Test
    void everyFlippedBitOutsideOfCompressedBodiesIsFound() throws Exception {
        ChunkIndex index = carrier.store.loadIndex();
        String key = carrier.packs().get(0);
        byte[] sound = carrier.backend.objects.get(key);
        Random random = new Random(3);
        int tried = 0;
        for (int place = 0; place < sound.length; place += place < 64 || place > sound.length - 400 ? 1 : 97) {
            if (!isInCompressedBody(index, key, place)) {
                byte[] broken = sound.clone();
                broken[place] ^= (byte) (1 << random.nextInt(8));
                carrier.backend.objects.put(key, broken);
                assertThat(verify(index, key).isSound()).as("byte %d", place).isFalse();
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(100);
    }

    @Test
    void packOfAnotherVersionIsBelievedOnlyIfBothItsEndsSaySo() throws Exception {
        ChunkIndex index = carrier.store.loadIndex();
        String key = carrier.packs().get(0);
        byte[] pack = carrier.backend.objects.get(key);
        pack[pack.length - 1] = 2;
        assertThat(verify(index, key).isSound()).isFalse();
        assertThat(carrier.store.completed(ChunkIndex.EMPTY).unreadable())
                .extracting(id -> id.key().value())
                .containsExactly(key);
        pack[7] = 2;
        for (ThrowingCallable reading :
                List.<ThrowingCallable>of(() -> verify(index, key), () -> carrier.store.completed(ChunkIndex.EMPTY))) {
            assertThat(Assertions.catchThrowableOfType(KssException.class, reading)
                            .reason())
                    .isEqualTo(Reason.NEWER_FORMAT);
        }
    }

    @Test
    void soundPackVerifies() throws Exception {
        for (String key : carrier.packs()) {
            PackReport report = verify(carrier.store.loadIndex(), key);
            assertThat(report.problems()).isEmpty();
            assertThat(report.damaged()).isEmpty();
            assertThat(report.size()).isEqualTo(carrier.backend.objects.get(key).length);
            assertThat(report.table()).isEqualTo(carrier.store.readTable(report.pack()));
        }
    }

    @Test
    void missingPackIsDamageThatNamesIt() throws Exception {
        ChunkIndex index = carrier.store.loadIndex();
        String key = carrier.packs().get(0);
        carrier.backend.objects.remove(key);

        KssException failure = fetchFails(index);

        assertThat(failure.reason()).isEqualTo(Reason.DAMAGED);
        assertThat(failure.message()).contains(key).contains("is missing");
        assertThat(failure.facts()).containsEntry("pack", key).containsKey("chunk");
        assertThat(failure.waysOut()).isNotEmpty();
        assertThat(verify(index, key).damaged())
                .hasSize(index.table(new PackId(key.substring(9)))
                        .orElseThrow()
                        .chunks()
                        .size());
    }

    @Test
    void packsThatWereRewrittenSinceTheIndexWasReadAreFound() throws Exception {
        ChunkIndex old = carrier.store.loadIndex();
        List<String> oldPacks = carrier.packs();
        try (Upload upload = new Upload(
                carrier.store, ChunkIndex.EMPTY, UploadRecord.NONE, carrier.options, TransferProgress.silent())) {
            upload.send(Carrier.DISK, "vda", layer, true);
            upload.finish();
        }
        oldPacks.forEach(carrier.backend.objects::remove);

        TestTarget target = new TestTarget(new byte[SIZE]);
        carrier.download(old).fetch(sent.regions(), SIZE, target, DownloadRecord.NONE);

        assertThat(Arrays.mismatch(target.bytes, layer.bytes)).isEqualTo(-1);
    }

    @Test
    void secondCopyOfADamagedChunkIsUsed() throws Exception {
        byte[] sound = carrier.backend.objects.get(carrier.packs().get(0));
        byte[] broken = sound.clone();
        broken[sound.length / 3] ^= 1;
        carrier.backend.objects.put(carrier.packs().get(0), broken);
        try (Upload upload = new Upload(
                carrier.store, ChunkIndex.EMPTY, UploadRecord.NONE, carrier.options, TransferProgress.silent())) {
            upload.send(Carrier.DISK, "vda", layer, true);
            upload.finish();
        }
        assertThat(Arrays.mismatch(carrier.fetch(sent, new byte[0]), layer.bytes))
                .isEqualTo(-1);
    }

    @Test
    void lostIndexIsRebuiltFromTheFooters() throws Exception {
        ChunkIndex before = carrier.store.loadIndex();
        carrier.backend.keys("index/").forEach(carrier.backend.objects::remove);

        assertThat(carrier.store.loadIndex().size()).isZero();
        assertThat(Arrays.mismatch(carrier.fetch(sent, new byte[0]), layer.bytes))
                .as("a fetch needs no index")
                .isEqualTo(-1);

        List<PackTable> found = carrier.store.completed(ChunkIndex.EMPTY).added();
        carrier.store.writeIndex(found);
        ChunkIndex after = carrier.store.loadIndex();
        assertThat(after.packs()).isEqualTo(before.packs());
        before.packs().forEach(pack -> assertThat(after.table(pack)).isEqualTo(before.table(pack)));
    }

    @Test
    void damagedIndexObjectIsMadeUpForAndCanBeReplaced() throws Exception {
        ChunkIndex before = carrier.store.loadIndex();
        String key = carrier.backend.keys("index/").get(0);
        carrier.backend.objects.get(key)[20] ^= 4;

        ChunkIndex healed = carrier.store.loadIndex();
        assertThat(healed.packs()).isEqualTo(before.packs());

        carrier.store.replaceIndex(healed);
        assertThat(carrier.backend.keys("index/")).hasSize(1).doesNotContain(key);
        assertThat(carrier.store.loadIndex().packs()).isEqualTo(before.packs());
    }

    @Test
    void damagedFooterIsReported() throws Exception {
        byte[] pack = carrier.backend.objects.get(carrier.packs().get(0));
        pack[pack.length - 20] ^= 1;
        assertThat(carrier.store.completed(ChunkIndex.EMPTY).unreadable())
                .extracting(id -> id.key().value())
                .containsExactly(carrier.packs().get(0));
    }

    private PackReport verify(ChunkIndex index, String key) throws Exception {
        try (PackVerifier verifier = new PackVerifier(carrier.store)) {
            return verifier.verify(new PackId(key.substring(key.lastIndexOf('/') + 1)), index);
        }
    }

    private KssException fetchFails(ChunkIndex index) {
        TestTarget target = new TestTarget(new byte[SIZE]);
        return Assertions.catchThrowableOfType(
                KssException.class,
                () -> carrier.download(index).fetch(sent.regions(), SIZE, target, DownloadRecord.NONE));
    }

    private void assertOnlyRightBytes(TestTarget target, String description) {
        for (int at = 0; at < SIZE; at++) {
            if (target.bytes[at] != 0 && target.bytes[at] != layer.bytes[at]) {
                Assertions.fail("%s: a wrong byte at %d reached the layer", description, at);
            }
        }
    }

    private static boolean isInCompressedBody(ChunkIndex index, String key, int place) {
        int frameHeader = PackAssembly.frameLength(0);
        return index.table(new PackId(key.substring(key.lastIndexOf('/') + 1))).orElseThrow().chunks().stream()
                .anyMatch(chunk -> chunk.encoding() == Encoding.ZSTD
                        && place >= chunk.offset() + frameHeader
                        && place < chunk.end());
    }

    private static byte[] flipped(byte[] sound, Random random) {
        byte[] broken = sound.clone();
        broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
        return broken;
    }
}
