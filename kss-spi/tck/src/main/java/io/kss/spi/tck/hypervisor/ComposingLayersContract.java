package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.Extent.Content;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.hypervisor.LayerWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several layers on top of each other read as a guest would read them, whatever sizes they had. */
abstract class ComposingLayersContract extends ImagesGroup {

    ComposingLayersContract(DiskImagesContract contract) {
        super(contract);
    }

    @Test
    void newestGrainWins() throws Exception {
        Path base = filledBase("base");
        Path middle = overlay("middle", base);
        contract.guestWrite(middle, 0, filled(3 * GRAIN, 2));
        Path top = overlay("top", middle);
        contract.guestWrite(top, GRAIN, filled(GRAIN, 3));
        contract.guestDiscard(top, 2 * GRAIN, GRAIN);

        assertThat(extents(top, middle)).containsExactly(data(GRAIN, GRAIN), zero(2 * GRAIN, GRAIN));
        try (LayerReader reader = images().openLayer(top, Optional.of(base))) {
            assertThat(extents(reader)).containsExactly(data(0, 2 * GRAIN), zero(2 * GRAIN, GRAIN));
            assertThat(read(reader, GRAIN - 1, 2)).containsExactly(2, 3);
            assertThat(read(reader, 2 * GRAIN - 1, 2)).containsExactly(3, 0);
            assertThat(read(reader, 3 * GRAIN - 1, 2)).containsExactly(0, 1);
        }
    }

    /** Rule L4: composing without the layer in the middle would bring old data back. */
    @Test
    void shrunkLayerHidesWhatLiesBelow() throws Exception {
        Path base = filledBase("base");
        Path middle = overlay("middle", base);
        contract.resize(middle, 4 * GRAIN);
        Path top = overlay("top", middle);
        contract.resize(top, SIZE);
        contract.guestWrite(top, 8 * GRAIN, filled(GRAIN, 3));

        try (LayerReader reader = images().openLayer(top, Optional.of(base))) {
            assertThat(reader.size()).isEqualTo(SIZE);
            assertThat(extents(reader))
                    .containsExactly(
                            zero(4 * GRAIN, 4 * GRAIN), data(8 * GRAIN, GRAIN), zero(9 * GRAIN, SIZE - 9 * GRAIN));
            assertThat(read(reader, 4 * GRAIN - 1, 2)).containsExactly(1, 0);
            assertThat(read(reader, SIZE - 1, 1)).containsExactly(0);
        }
        try (LayerReader reader = images().openLayer(top, Optional.of(middle))) {
            assertThat(extents(reader).stream().filter(extent -> extent.content() == Content.DATA))
                    .containsExactly(data(8 * GRAIN, GRAIN));
            assertThat(apply(reader, content(middle))).isEqualTo(content(top));
        }
    }

    /** Chains are kept short that way; rule L4 holds for the one layer as for the several. */
    @Test
    void severalLayersWrittenIntoOneReadTheSame() throws Exception {
        Path base = filledBase("base");
        Path middle = overlay("middle", base);
        contract.guestWrite(middle, GRAIN + 512, filled(3 * GRAIN, 2));
        contract.resize(middle, 4 * GRAIN + 512);
        Path upper = overlay("upper", middle);
        contract.resize(upper, SIZE);
        contract.guestDiscard(upper, 0, GRAIN);
        Path top = overlay("top", upper);
        contract.guestWrite(top, 6 * GRAIN + 100, filled(GRAIN, 3));

        Path one = contract.folder().resolve("one.qcow2");
        try (LayerReader reader = images().openLayer(top, Optional.of(base));
                LayerWriter writer = images().createLayer(one, reader.size(), Optional.of(base))) {
            for (Extent extent : extents(reader)) {
                if (extent.content() == Content.ZERO) {
                    writer.zero(extent.offset(), extent.length());
                } else {
                    ByteBuffer bytes = ByteBuffer.allocate((int) extent.length());
                    reader.read(extent.offset(), bytes);
                    writer.write(extent.offset(), bytes.flip());
                }
            }
            writer.flush();
        }
        assertThat(content(one)).isEqualTo(content(top));
        assertThat(images().chain(one)).hasSize(2);
    }

    @Test
    void shrunkTopEndsWhereItEnds() throws Exception {
        Path base = filledBase("base");
        Path top = overlay("top", base);
        contract.guestWrite(top, 0, filled(3 * GRAIN, 2));
        contract.resize(top, 2 * GRAIN + 512);

        try (LayerReader reader = images().openLayer(top, Optional.of(base))) {
            assertThat(reader.size()).isEqualTo(2 * GRAIN + 512);
            assertThat(extents(reader)).containsExactly(data(0, 2 * GRAIN + 512));
        }
    }

    @Test
    void grownLayerEndsInZeroes() throws Exception {
        Path base = filledBase("base");
        Path top = overlay("top", base);
        contract.resize(top, SIZE + 4 * GRAIN);

        try (LayerReader reader = images().openLayer(top, Optional.of(base))) {
            assertThat(reader.size()).isEqualTo(SIZE + 4 * GRAIN);
            assertWellFormed(extents(reader), SIZE + 4 * GRAIN);
            assertThat(apply(reader, filled(SIZE, 1)))
                    .isEqualTo(Arrays.copyOf(filled(SIZE, 1), (int) SIZE + 4 * GRAIN));
            assertThat(read(reader, SIZE - 1, 2)).containsExactly(1, 0);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyChainReadsAsItWasWritten(long seed) throws Exception {
        Random random = new Random(seed);
        List<Path> files = new ArrayList<>(List.of(base("layer0", size(random))));
        List<byte[]> contents = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Path file = files.get(i);
            byte[] model = i == 0 ? new byte[(int) size(file)] : contents.get(i - 1);
            contents.add(change(file, model, random));
            Path next = file("layer" + (i + 1));
            contract.createFineOverlay(next, file);
            files.add(next);
        }
        for (int top = 0; top < contents.size(); top++) {
            assertThat(content(files.get(top)))
                    .as("layer %d, seed %d", top, seed)
                    .isEqualTo(contents.get(top));
            for (int below = 0; below < top; below++) {
                try (LayerReader reader = images().openLayer(files.get(top), Optional.of(files.get(below)))) {
                    List<Extent> extents = extents(reader);
                    assertWellFormed(extents, reader.size());
                    assertThat(apply(reader, contents.get(below)))
                            .as("%s of layer %d on layer %d, seed %d", extents, top, below, seed)
                            .isEqualTo(contents.get(top));
                }
            }
        }
    }

    private long size(Path file) throws Exception {
        return images().info(file).virtualSize();
    }

    private static long size(Random random) {
        return 512L * (1 + random.nextInt(10 * GRAIN / 512));
    }

    private byte[] change(Path file, byte[] before, Random random) throws Exception {
        byte[] model = before.clone();
        for (int i = 0; i < 6; i++) {
            int offset = 512 * random.nextInt(model.length / 512);
            int length = Math.min(model.length - offset, 512 * (1 + random.nextInt(3 * GRAIN / 512)));
            switch (random.nextInt(5)) {
                case 0 -> {
                    // Not within a cluster: what QEMU cuts off there may come back when the disk grows again.
                    long size = (long) GRAIN * (1 + random.nextInt(10));
                    contract.resize(file, size);
                    model = Arrays.copyOf(model, (int) size);
                }
                case 1 -> {
                    contract.guestDiscard(file, offset, length);
                    Arrays.fill(model, offset, offset + length, (byte) 0);
                }
                default -> {
                    byte[] bytes = filled(length, 1 + random.nextInt(255));
                    contract.guestWrite(file, offset, bytes);
                    System.arraycopy(bytes, 0, model, offset, length);
                }
            }
        }
        return model;
    }
}
