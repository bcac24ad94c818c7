package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.Extent.Content;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.LayerReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One layer says what it changed, no more and no less. */
abstract class ReadingLayersContract extends ImagesGroup {

    ReadingLayersContract(DiskImagesContract contract) {
        super(contract);
    }

    @Test
    void freshOverlayChangesNothing() throws Exception {
        Path base = filledBase("base");
        Path top = overlay("top", base);

        assertThat(extents(top, base)).isEmpty();
        assertThat(content(top)).isEqualTo(filled(SIZE, 1));
    }

    @Test
    void writtenGrainIsData() throws Exception {
        Path base = filledBase("base");
        Path top = overlay("top", base);
        contract.guestWrite(top, 2 * GRAIN, filled(GRAIN, 2));

        assertThat(extents(top, base)).containsExactly(data(2 * GRAIN, GRAIN));
        try (LayerReader reader = images().openLayer(top, Optional.of(base))) {
            assertThat(reader.size()).isEqualTo(SIZE);
            assertThat(read(reader, 2 * GRAIN, GRAIN)).isEqualTo(filled(GRAIN, 2));
            assertThat(read(reader, 3 * GRAIN - 1, 2)).containsExactly(2, 1);
        }
    }

    @Test
    void partlyWrittenGrainIsFilledFromBelow() throws Exception {
        Path base = filledBase("base");
        Path top = file("top");
        contract.createFineOverlay(top, base);
        contract.guestWrite(top, GRAIN + 4096, filled(512, 2));

        byte[] expected = filled(GRAIN, 1);
        System.arraycopy(filled(512, 2), 0, expected, 4096, 512);
        assertThat(extents(top, base)).containsExactly(data(GRAIN, GRAIN));
        try (LayerReader reader = images().openLayer(top, Optional.of(base))) {
            assertThat(read(reader, GRAIN, GRAIN)).isEqualTo(expected);
        }
    }

    @Test
    void partlyDiscardedGrainIsFilledFromBelow() throws Exception {
        Path base = filledBase("base");
        Path top = file("top");
        contract.createFineOverlay(top, base);
        contract.guestDiscard(top, GRAIN + 8192, 4096);

        byte[] expected = filled(SIZE, 1);
        System.arraycopy(filled(4096, 0), 0, expected, GRAIN + 8192, 4096);
        assertThat(extents(top, base)).containsExactly(data(GRAIN, GRAIN));
        assertThat(content(top)).isEqualTo(expected);
    }

    @Test
    void discardedGrainsAreZeroWhateverLiesBelow() throws Exception {
        Path base = filledBase("base");
        Path top = overlay("top", base);
        contract.guestDiscard(top, 4 * GRAIN, 3 * GRAIN);

        assertThat(extents(top, base)).containsExactly(zero(4 * GRAIN, 3 * GRAIN));
        try (LayerReader reader = images().openLayer(top, Optional.of(base))) {
            assertThat(read(reader, 4 * GRAIN, 3 * GRAIN)).isEqualTo(filled(3 * GRAIN, 0));
        }
    }

    @Test
    void neighboursOfOneKindAreJoinedAndOthersAreNot() throws Exception {
        Path base = filledBase("base");
        Path top = overlay("top", base);
        contract.guestWrite(top, GRAIN, filled(GRAIN, 2));
        contract.guestWrite(top, 3 * GRAIN, filled(GRAIN, 3));
        contract.guestWrite(top, 2 * GRAIN, filled(GRAIN, 4));
        contract.guestDiscard(top, 4 * GRAIN, 2 * GRAIN);

        assertThat(extents(top, base)).containsExactly(data(GRAIN, 3 * GRAIN), zero(4 * GRAIN, 2 * GRAIN));
    }

    @Test
    void lastGrainEndsWithTheDisk() throws Exception {
        Path base = filledBase("base");
        Path top = overlay("top", base);
        contract.guestWrite(top, SIZE - 512, filled(512, 2));

        byte[] expected = filled(SIZE, 1);
        System.arraycopy(filled(512, 2), 0, expected, expected.length - 512, 512);
        assertThat(extents(top, base)).containsExactly(data(16 * GRAIN, SIZE - 16 * GRAIN));
        assertThat(content(top)).isEqualTo(expected);
    }

    @Test
    void discardedEndOfTheDiskIsZero() throws Exception {
        Path base = filledBase("base");
        Path top = overlay("top", base);
        contract.guestDiscard(top, 15 * GRAIN, SIZE - 15 * GRAIN);

        assertThat(extents(top, base)).containsExactly(zero(15 * GRAIN, SIZE - 15 * GRAIN));
    }

    @Test
    void whatABaseDoesNotHoldIsNotData() throws Exception {
        Path base = base("base", SIZE);
        contract.guestWrite(base, 5 * GRAIN, filled(GRAIN, 7));

        try (LayerReader reader = images().openLayer(base, Optional.empty())) {
            List<Extent> extents = extents(reader);
            assertWellFormed(extents, SIZE);
            assertThat(extents.stream().filter(extent -> extent.content() == Content.DATA))
                    .containsExactly(data(5 * GRAIN, GRAIN));
            assertThat(apply(reader, new byte[0])).isEqualTo(content(base));
        }
    }

    @Test
    void rawBaseIsReadLikeAnyOther() throws Exception {
        Path raw = contract.folder().resolve("base.raw");
        contract.createRaw(raw, SIZE);
        contract.guestWrite(raw, 3 * GRAIN + 512, filled(GRAIN, 5));
        Path top = overlay("top", raw);
        contract.guestWrite(top, 0, filled(GRAIN, 6));

        byte[] expected = filled(SIZE, 0);
        System.arraycopy(filled(GRAIN, 5), 0, expected, 3 * GRAIN + 512, GRAIN);
        assertThat(content(raw)).isEqualTo(expected);
        assertThat(extents(top, raw)).containsExactly(data(0, GRAIN));
        try (LayerReader reader = images().openLayer(raw, Optional.empty())) {
            assertWellFormed(extents(reader), SIZE);
            assertThat(apply(reader, new byte[0])).isEqualTo(expected);
        }
    }

    @Test
    void oneReaderServesSeveralThreads() throws Exception {
        Path base = base("base", SIZE);
        for (int grain = 0; grain < 16; grain++) {
            contract.guestWrite(base, (long) grain * GRAIN, filled(GRAIN, grain + 1));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (LayerReader reader = images().openLayer(base, Optional.empty())) {
            Stream<Callable<byte[]>> reads =
                    IntStream.range(0, 64).mapToObj(i -> () -> read(reader, (long) (i % 16) * GRAIN, GRAIN));
            List<Future<byte[]>> results = threads.invokeAll(reads.toList());
            for (int i = 0; i < 64; i++) {
                assertThat(results.get(i).get()).isEqualTo(filled(GRAIN, i % 16 + 1));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void layerThatDoesNotStandOnTheOtherIsRefused() throws Exception {
        Path top = overlay("top", base("base", SIZE));
        Path stranger = base("stranger", SIZE);

        Refusal.of(() -> images().openLayer(top, Optional.of(stranger)).close(), Reason.DAMAGED);
    }
}
