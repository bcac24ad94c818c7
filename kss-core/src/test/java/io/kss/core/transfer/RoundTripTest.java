package io.kss.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.chunk.ChunkHasher;
import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.PackId;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Part;
import io.kss.core.manifest.Piece;
import io.kss.core.manifest.Region;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.storage.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripTest {

    private static final int MIB = 1 << 20;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whatWasSentArrives(long seed) throws Exception {
        Random random = new Random(seed);
        Carrier carrier = new Carrier(random);
        byte[] content = new byte[0];
        byte[] fetched = new byte[0];
        for (int snapshot = 0; snapshot < 4; snapshot++) {
            TestLayer layer = TestLayer.random(random, 8 * MIB + random.nextInt(16 * MIB));
            content = layer.over(content);
            DiskLayer sent = carrier.send(layer, snapshot == 0);
            fetched = carrier.fetch(sent, fetched);
            assertThat(Arrays.mismatch(fetched, content))
                    .as("seed %d, snapshot %d", seed, snapshot)
                    .isEqualTo(-1);
        }
        assertThat(carrier.livingThreads()).isZero();
    }

    @Test
    void layerSaysWhichGrainsHoldDataAndWhichAreZero() throws Exception {
        Carrier carrier = new Carrier(new Random(1));
        TestLayer layer = new TestLayer(5 * MIB + 1000);
        layer.data(1, new Random(2), true);
        layer.grains[2] = Extent.Content.DATA;
        layer.data(3, new Random(3), true);
        layer.grains[9] = Extent.Content.ZERO;
        layer.data(80, new Random(4), true);

        DiskLayer sent = carrier.send(layer, false);

        assertThat(sent.regions()).extracting(Region::index).containsExactly(0, 1);
        assertThat(sent.regions()).extracting(Region::data).containsExactly(0b1010L, 1L << 16);
        assertThat(sent.regions()).extracting(Region::zero).containsExactly(0b1000000100L, 0L);
        assertThat(sent.dataBytes()).isEqualTo(2 * Grains.SIZE + 1000);
    }

    @Test
    void zeroesAreNotToldWhereNothingIsBelow() throws Exception {
        Carrier carrier = new Carrier(new Random(1));
        TestLayer layer = new TestLayer(9 * MIB);
        Arrays.fill(layer.grains, 0, 100, Extent.Content.DATA);
        Arrays.fill(layer.grains, 100, 144, Extent.Content.ZERO);

        assertThat(carrier.send(layer, true).regions()).isEmpty();
        assertThat(carrier.packs()).isEmpty();
    }

    @Test
    void contentThatIsThereIsNotSentAgain() throws Exception {
        Carrier carrier = new Carrier(new Random(1));
        TestLayer layer = TestLayer.random(new Random(2), 20 * MIB);
        carrier.send(layer, true);
        List<String> packs = carrier.packs();

        try (Upload upload = carrier.upload(UploadRecord.NONE)) {
            upload.send(Carrier.DISK, "vdb", layer, true);
            UploadResult result = upload.finish();
            assertThat(result.bytesStored()).isZero();
            assertThat(result.newPacks()).isEmpty();
            assertThat(result.packsUsed())
                    .extracting(pack -> pack.key().value())
                    .containsExactlyInAnyOrderElementsOf(packs);
        }
        assertThat(carrier.packs()).isEqualTo(packs);
        assertThat(carrier.backend.keys("index/")).hasSize(1);
    }

    @Test
    void equalRegionsAreStoredOnce() throws Exception {
        Carrier carrier = new Carrier(new Random(1));
        TestLayer layer = new TestLayer(40 * MIB);
        for (int region = 0; region < 10; region++) {
            layer.data(region * Grains.PER_REGION, new Random(7), false);
        }

        DiskLayer sent = carrier.send(layer, true);

        assertThat(carrier.store.loadIndex().size()).isEqualTo(1);
        assertThat(Arrays.mismatch(carrier.fetch(sent, new byte[0]), layer.bytes))
                .isEqualTo(-1);
    }

    @Test
    void packsAndChunksThatCanNotBeReliedOnAreSentAgain() throws Exception {
        Carrier carrier = new Carrier(new Random(1));
        TestLayer layer = new TestLayer(8 * MIB);
        layer.data(0, new Random(2), false);
        layer.data(64, new Random(3), false);
        DiskLayer sent = carrier.send(layer, true);
        ChunkId suspect = sent.regions().get(1).pieces().get(0).chunk();

        for (var index : List.of(
                carrier.store.loadIndex().excluding(Set.of(), Set.of(suspect)),
                carrier.store.loadIndex().excluding(Set.copyOf(carrier.store.packs()), Set.of()))) {
            try (Upload upload =
                    new Upload(carrier.store, index, UploadRecord.NONE, carrier.options, TransferProgress.silent())) {
                upload.send(Carrier.DISK, "vda", layer, true);
                assertThat(upload.finish().newPacks()).hasSize(1);
            }
        }
        assertThat(carrier.store.loadIndex().findAll(suspect)).hasSize(3);
    }

    @Test
    void packThatIsGoneIsNotReliedOn() throws Exception {
        Carrier carrier = new Carrier(new Random(1));
        TestLayer layer = TestLayer.random(new Random(2), 6 * MIB);
        DiskLayer first = carrier.send(layer, true);
        List<String> before = carrier.packs();
        carrier.backend.delete(new ObjectKey(before.get(0)));

        carrier.send(layer, true);

        assertThat(carrier.packs()).hasSize(before.size());
        assertThat(Arrays.mismatch(carrier.fetch(first, new byte[0]), layer.bytes))
                .isEqualTo(-1);
    }

    @Test
    void regionTakesGrainsFromSeveralChunks() throws Exception {
        Carrier carrier = new Carrier(new Random(1));
        TestLayer old = new TestLayer(4 * MIB);
        TestLayer young = new TestLayer(4 * MIB);
        for (int grain = 0; grain < 64; grain++) {
            if (grain % 3 != 0) {
                old.data(grain, new Random(grain), true);
            }
            if (grain % 5 == 0) {
                young.data(grain, new Random(grain + 100), true);
            }
        }
        Piece below = carrier.send(old, true).regions().get(0).pieces().get(0);
        Piece above = carrier.send(young, false).regions().get(0).pieces().get(0);
        Region both =
                new Region(0, 0, List.of(above, new Piece(below.chunk(), below.mask(), below.mask() & ~above.mask())));

        byte[] fetched = carrier.fetch(new DiskLayer(Carrier.DISK, "vda", 4 * MIB, List.of(both)), new byte[0]);

        assertThat(Arrays.mismatch(fetched, young.over(old.bytes))).isEqualTo(-1);
    }

    @Test
    void chunkOfASmallerDiskIsFilledUpWithZeroesAndThatOfALargerOneIsCut() throws Exception {
        Carrier carrier = new Carrier(new Random(1));
        TestLayer layer = new TestLayer(Grains.SIZE + 100);
        layer.data(0, new Random(2), true);
        layer.data(1, new Random(3), true);
        List<Region> regions = carrier.send(layer, true).regions();

        for (int size : new int[] {Grains.SIZE * 3, Grains.SIZE * 2, Grains.SIZE + 101, Grains.SIZE + 99, 500}) {
            TestTarget target = new TestTarget(new byte[size]);
            Arrays.fill(target.bytes, (byte) 7);
            carrier.download().fetch(regions, size, target, DownloadRecord.NONE);
            byte[] expected = Arrays.copyOf(layer.bytes, size);
            Arrays.fill(expected, Math.min(size, 2 * Grains.SIZE), size, (byte) 7);
            assertThat(Arrays.mismatch(target.bytes, expected))
                    .as("size %d", size)
                    .isEqualTo(-1);
        }
    }

    @Test
    void partsOfAnyLengthArrive() throws Exception {
        Carrier carrier = new Carrier(new Random(1));
        List<byte[]> contents = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        try (Upload upload = carrier.upload(UploadRecord.NONE)) {
            for (int length : new int[] {0, 1, 100, 4 * MIB, 4 * MIB + 1, 9 * MIB}) {
                byte[] content = new byte[length];
                new Random(length).nextBytes(content);
                contents.add(content);
                parts.add(upload.send("part" + length, new ByteArrayInputStream(content)));
            }
            upload.finish();
        }
        Download download = carrier.download();
        for (int i = 0; i < parts.size(); i++) {
            assertThat(parts.get(i).size()).isEqualTo(contents.get(i).length);
            assertThat(Arrays.mismatch(download.bytes(parts.get(i)), contents.get(i)))
                    .isEqualTo(-1);
            try (InputStream stream = download.part(parts.get(i))) {
                assertThat(Arrays.mismatch(stream.readAllBytes(), contents.get(i)))
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void chunkIdIsTheHashOfTheDataGrains() throws Exception {
        Carrier carrier = new Carrier(new Random(1));
        TestLayer layer = new TestLayer(4 * MIB);
        layer.data(5, new Random(2), true);

        Piece piece = carrier.send(layer, true).regions().get(0).pieces().get(0);

        ByteBuffer grain = ByteBuffer.wrap(layer.bytes, 5 * Grains.SIZE, Grains.SIZE);
        assertThat(piece.chunk()).isEqualTo(new ChunkHasher().id(grain));
        PackId pack = carrier.store.packs().get(0);
        assertThat(carrier.store.readTable(pack).orElseThrow().chunks())
                .extracting(stored -> stored.chunk())
                .containsExactly(piece.chunk());
    }
}
