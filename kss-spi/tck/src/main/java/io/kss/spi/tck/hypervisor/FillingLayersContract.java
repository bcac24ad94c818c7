package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.ImageInfo;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.hypervisor.LayerWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** New layers are filled with what was written to them, and with nothing else. */
abstract class FillingLayersContract extends ImagesGroup {

    FillingLayersContract(DiskImagesContract contract) {
        super(contract);
    }

    @Test
    void newLayerIsAsLargeAsAskedAndStandsOnItsBackingFile() throws Exception {
        Path base = filledBase("base");
        Path larger = file("larger");
        images().createLayer(larger, SIZE + GRAIN, Optional.of(base)).close();
        Path smaller = file("smaller");
        images().createLayer(smaller, SIZE - GRAIN, Optional.of(base)).close();

        ImageInfo info = images().info(larger);
        assertThat(info.file()).isEqualTo(larger);
        assertThat(info.format()).isEqualTo("qcow2");
        assertThat(info.virtualSize()).isEqualTo(SIZE + GRAIN);
        assertThat(info.backing()).contains(base);
        assertThat(content(larger)).isEqualTo(Arrays.copyOf(filled(SIZE, 1), (int) SIZE + GRAIN));
        assertThat(images().info(smaller).virtualSize()).isEqualTo(SIZE - GRAIN);
        assertThat(content(smaller)).isEqualTo(filled(SIZE - GRAIN, 1));
    }

    @Test
    void overlayIsEmptyAndAsLargeAsWhatItStandsOn() throws Exception {
        Path base = filledBase("base");
        Path top = overlay("top", base);

        ImageInfo info = images().info(top);
        assertThat(info.format()).isEqualTo("qcow2");
        assertThat(info.virtualSize()).isEqualTo(SIZE);
        assertThat(info.backing()).contains(base);
        assertThat(images().holdsData(top)).isFalse();
    }

    @Test
    void whatIsWrittenIsThere() throws Exception {
        Path base = filledBase("base");
        Path file = file("layer");
        try (LayerWriter writer = images().createLayer(file, SIZE, Optional.of(base))) {
            write(writer, 3 * GRAIN, filled(2 * GRAIN, 4));
            write(writer, 16 * GRAIN, filled(SIZE - 16 * GRAIN, 5));
            writer.zero(8 * GRAIN, 2 * GRAIN);
        }

        byte[] expected = filled(SIZE, 1);
        Arrays.fill(expected, 3 * GRAIN, 5 * GRAIN, (byte) 4);
        Arrays.fill(expected, 8 * GRAIN, 10 * GRAIN, (byte) 0);
        Arrays.fill(expected, 16 * GRAIN, (int) SIZE, (byte) 5);
        assertThat(content(file)).isEqualTo(expected);
        assertThat(extents(file, base))
                .containsExactly(
                        data(3 * GRAIN, 2 * GRAIN), zero(8 * GRAIN, 2 * GRAIN), data(16 * GRAIN, SIZE - 16 * GRAIN));
    }

    @Test
    void layerCopiedByItsExtentsReadsTheSame() throws Exception {
        Path base = filledBase("base");
        Path top = overlay("top", base);
        contract.guestWrite(top, 5 * GRAIN - 512, filled(1024, 2));
        contract.guestDiscard(top, 8 * GRAIN, 3 * GRAIN);
        Path copy = file("copy");
        try (LayerReader reader = images().openLayer(top, Optional.of(base));
                LayerWriter writer = images().createLayer(copy, reader.size(), Optional.of(base))) {
            for (var extent : extents(reader)) {
                switch (extent.content()) {
                    case DATA -> write(writer, extent.offset(), read(reader, extent.offset(), extent.length()));
                    case ZERO -> writer.zero(extent.offset(), extent.length());
                }
            }
        }

        assertThat(content(copy)).isEqualTo(content(top));
        assertThat(extents(copy, base)).isEqualTo(extents(top, base));
    }

    @Test
    void interruptedLayerIsFilledFurther() throws Exception {
        Path file = file("layer");
        try (LayerWriter writer = images().createLayer(file, SIZE, Optional.empty())) {
            write(writer, 0, filled(GRAIN, 1));
            writer.flush();
            write(writer, 2 * GRAIN, filled(GRAIN, 3));
        }
        try (LayerWriter writer = images().resumeLayer(file)) {
            write(writer, GRAIN, filled(GRAIN, 2));
        }

        byte[] expected = filled(SIZE, 0);
        Arrays.fill(expected, 0, GRAIN, (byte) 1);
        Arrays.fill(expected, GRAIN, 2 * GRAIN, (byte) 2);
        Arrays.fill(expected, 2 * GRAIN, 3 * GRAIN, (byte) 3);
        assertThat(content(file)).isEqualTo(expected);
    }

    @Test
    void oneWriterServesSeveralThreads() throws Exception {
        Path file = file("layer");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (LayerWriter writer = images().createLayer(file, SIZE, Optional.empty())) {
            Stream<Callable<Boolean>> writes = IntStream.range(0, 16).mapToObj(grain -> () -> {
                write(writer, (long) grain * GRAIN, filled(GRAIN, grain + 1));
                return true;
            });
            for (Future<Boolean> written : threads.invokeAll(writes.toList())) {
                assertThat(written.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }

        byte[] content = content(file);
        for (int grain = 0; grain < 16; grain++) {
            assertThat(Arrays.copyOfRange(content, grain * GRAIN, (grain + 1) * GRAIN))
                    .isEqualTo(filled(GRAIN, grain + 1));
        }
    }

    @Test
    void existingFileIsNeverReplaced() throws Exception {
        Path base = filledBase("base");
        Path other = filledBase("other");

        Refusal.of(() -> images().createOverlay(other, base), Reason.FAILED);
        Refusal.of(() -> images().createLayer(other, SIZE, Optional.of(base)).close(), Reason.FAILED);
        assertThat(content(other)).isEqualTo(filled(SIZE, 1));
        assertThat(images().chain(other)).hasSize(1);
    }

    @Test
    void nothingIsCreatedOnAMissingFile() throws Exception {
        Path missing = file("missing");

        Refusal.of(() -> images().createOverlay(file("top"), missing), Reason.MISSING);
        Refusal.of(
                () -> images().createLayer(file("top"), SIZE, Optional.of(missing))
                        .close(),
                Reason.MISSING);
        Refusal.of(() -> images().resumeLayer(missing).close(), Reason.MISSING);
        assertThat(images().list(contract.folder())).isEqualTo(List.of());
    }

    @Test
    void readOnlyFileIsNotFilled() throws Exception {
        Path base = filledBase("base");
        images().makeReadOnly(base);

        Refusal.of(() -> images().resumeLayer(base).close(), Reason.DENIED);
    }
}
