package io.kss.libvirt.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.LayerReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays layers of random chains onto what lies below them and compares with what QEMU itself reads. */
class LayerReaderFuzzTest {

    private static final int CHAINS = Integer.getInteger("kss.fuzz.chains", 40);

    private final DiskImages images = new QemuImages();

    @Test
    void replayingLayersGivesWhatQemuReads(@TempDir Path folder) throws Exception {
        long first = Long.getLong("kss.fuzz.seed", System.nanoTime());
        for (long seed = first; seed < first + CHAINS; seed++) {
            Path room = Files.createDirectory(folder.resolve("chain" + seed));
            try {
                check(seed, room);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + " (-Dkss.fuzz.seed=" + seed + " -Dkss.fuzz.chains=1)", e);
            }
            try (Stream<Path> files = Files.list(room)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void check(long seed, Path folder) throws Exception {
        Random random = new Random(seed);
        RandomChain chain = RandomChain.grown(random, folder);
        int top = chain.files.size() - 1;
        byte[] expected = Qemu.content(chain.files.get(top), chain.formats.get(top));
        replayed(random, chain.files.get(top), Optional.empty(), new byte[0], expected);
        for (int below = 0; below < top; below++) {
            byte[] known = Qemu.content(chain.files.get(below), chain.formats.get(below));
            replayed(random, chain.files.get(top), Optional.of(chain.files.get(below)), known, expected);
        }
    }

    private void replayed(Random random, Path top, Optional<Path> below, byte[] known, byte[] expected)
            throws Exception {
        byte[] replayed = Arrays.copyOf(known, expected.length);
        try (LayerReader reader = images.openLayer(top, below)) {
            assertThat(reader.size()).isEqualTo(expected.length);
            List<Extent> extents;
            try (Stream<Extent> stream = reader.extents()) {
                extents = stream.toList();
            }
            assertWellFormed(extents, reader.size());
            for (Extent extent : extents) {
                int offset = (int) extent.offset();
                int length = (int) extent.length();
                if (extent.content() == Extent.Content.ZERO) {
                    Arrays.fill(replayed, offset, offset + length, (byte) 0);
                } else {
                    reader.read(offset, ByteBuffer.wrap(replayed, offset, length));
                }
            }
            assertThat(Arrays.mismatch(replayed, expected))
                    .as("first wrong byte of %s above %s; extents %s", top, below, extents)
                    .isEqualTo(-1);
            for (int i = 0; i < 3; i++) {
                int offset = random.nextInt(expected.length);
                ByteBuffer any = ByteBuffer.allocateDirect(1 + random.nextInt(expected.length - offset));
                reader.read(offset, any);
                assertThat(any.flip())
                        .isEqualTo(ByteBuffer.wrap(expected, offset, any.remaining())
                                .slice());
            }
        }
    }

    private static void assertWellFormed(List<Extent> extents, long size) {
        long end = -1;
        Extent.Content content = null;
        for (Extent extent : extents) {
            assertThat(extent.offset() % DiskImages.GRAIN).isZero();
            assertThat(extent.end() % DiskImages.GRAIN == 0 || extent.end() == size)
                    .as("%s ends on a grain of a disk of %d", extent, size)
                    .isTrue();
            assertThat(extent.end()).isLessThanOrEqualTo(size);
            assertThat(extent.offset()).isGreaterThanOrEqualTo(end);
            assertThat(extent.offset() == end && extent.content() == content)
                    .as("neighbours of one kind are joined: %s", extents)
                    .isFalse();
            end = extent.end();
            content = extent.content();
        }
    }
}
