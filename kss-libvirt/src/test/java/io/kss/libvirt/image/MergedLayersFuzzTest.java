package io.kss.libvirt.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.ImageInfo;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.hypervisor.LayerWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random chains whose upper layers are written into one new layer; QEMU itself compares the two chains. A failure names its
 * seed; {@code -Dkss.fuzz.seed=N -Dkss.fuzz.chains=1} runs it alone.
 */
class MergedLayersFuzzTest {

    private static final int CHAINS = Integer.getInteger("kss.fuzz.chains", 25);

    private final DiskImages images = new QemuImages();

    @Test
    void qemuFindsNoDifferenceBetweenSeveralLayersAndTheOneTheyBecame(@TempDir Path folder) throws Exception {
        long first = Long.getLong("kss.fuzz.seed", System.nanoTime());
        int merged = 0;
        for (long seed = first; seed < first + CHAINS; seed++) {
            Path room = Files.createDirectory(folder.resolve("chain" + seed));
            try {
                merged += check(seed, room);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + " (-Dkss.fuzz.seed=" + seed + " -Dkss.fuzz.chains=1)", e);
            }
        }
        System.out.println(merged + " runs of layers from seed " + first + " on were merged");
        assertThat(merged).isPositive();
    }

    private int check(long seed, Path folder) throws Exception {
        RandomChain chain = RandomChain.grown(new Random(seed), folder);
        int top = chain.files.size() - 1;
        Path file = chain.files.get(top);
        for (int below = 0; below < top; below++) {
            Path one = folder.resolve("merged" + below + ".qcow2");
            copy(file, chain.files.get(below), one);
            Qemu.img("compare", "-q", "-f", chain.formats.get(top), "-F", "qcow2", file.toString(), one.toString());
            assertThat(images.info(one).virtualSize())
                    .isEqualTo(images.info(file).virtualSize());
            assertThat(images.chain(one)).extracting(ImageInfo::file).hasSize(below + 2);
        }
        return top;
    }

    private void copy(Path top, Path below, Path target) throws Exception {
        try (LayerReader reader = images.openLayer(top, Optional.of(below));
                LayerWriter writer = images.createLayer(target, reader.size(), Optional.of(below))) {
            List<Extent> extents;
            try (Stream<Extent> stream = reader.extents()) {
                extents = stream.toList();
            }
            for (Extent extent : extents) {
                if (extent.content() == Extent.Content.ZERO) {
                    writer.zero(extent.offset(), extent.length());
                } else {
                    ByteBuffer bytes = ByteBuffer.allocate((int) extent.length());
                    reader.read(extent.offset(), bytes);
                    writer.write(extent.offset(), bytes.flip());
                }
            }
            writer.flush();
        }
    }
}
