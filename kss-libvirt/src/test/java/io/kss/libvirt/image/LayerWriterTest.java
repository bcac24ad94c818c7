package io.kss.libvirt.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerWriterTest {

    private static final int MIB = 1024 * 1024;

    @TempDir
    Path folder;

    private final DiskImages images = new QemuImages();

    private Path base() {
        Path base = folder.resolve("base.qcow2");
        Qemu.img("create", "-q", "-f", "qcow2", base.toString(), "16M");
        Qemu.io(base, "write -P 7 0 16M");
        return base;
    }

    @Test
    void zeroesHideWhatLiesBelow() throws Exception {
        Path file = folder.resolve("layer.qcow2");
        try (LayerWriter writer = images.createLayer(file, 16 * MIB, Optional.of(base()))) {
            writer.zero(MIB, MIB);
            writer.zero(8 * MIB + 100, 300_000);
        }
        byte[] expected = new byte[16 * MIB];
        Arrays.fill(expected, (byte) 7);
        Arrays.fill(expected, MIB, 2 * MIB, (byte) 0);
        Arrays.fill(expected, 8 * MIB + 100, 8 * MIB + 300_100, (byte) 0);
        assertThat(Arrays.mismatch(Qemu.content(file, "qcow2"), expected)).isEqualTo(-1);
        assertThat(images.info(file).allocated()).isLessThan(MIB);
    }

    @Test
    void zeroesOverDataBecomeZeroesAgain() throws Exception {
        Path file = folder.resolve("layer.qcow2");
        try (LayerWriter writer = images.createLayer(file, 16 * MIB, Optional.of(base()))) {
            writer.write(0, ByteBuffer.wrap(new byte[MIB + 1]));
            writer.zero(0, MIB + 1);
        }
        Qemu.io(file, "read -P 0 0 " + (MIB + 1), "read -P 7 " + (MIB + 1) + " " + (15 * MIB - 1));
    }

    @Test
    void manyThreadsFillOneLayer() throws Exception {
        long seed = System.nanoTime();
        byte[] content = new byte[20 * MIB + 512];
        new Random(seed).nextBytes(content);
        Path file = folder.resolve("layer.qcow2");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (LayerWriter writer = images.createLayer(file, content.length, Optional.empty())) {
            List<Future<?>> tasks = new ArrayList<>();
            for (int at = 0; at < content.length; at += 300_000) {
                ByteBuffer piece = ByteBuffer.wrap(content, at, Math.min(300_000, content.length - at));
                int offset = at;
                tasks.add(threads.submit(() -> {
                    writer.write(offset, piece);
                    return null;
                }));
            }
            for (Future<?> task : tasks) {
                task.get();
            }
            writer.flush();
        } finally {
            threads.shutdownNow();
        }
        assertThat(Arrays.mismatch(Qemu.content(file, "qcow2"), content))
                .as("seed " + seed)
                .isEqualTo(-1);
    }

    @Test
    void closedLayerIsDurableAndCanBeResumed() throws Exception {
        Path file = folder.resolve("layer.qcow2");
        LayerWriter first = images.createLayer(file, 16 * MIB, Optional.of(base()));
        first.write(0, ByteBuffer.wrap(new byte[] {1, 1}));
        first.close();
        first.close();
        assertThatThrownBy(() -> first.write(0, ByteBuffer.wrap(new byte[] {2})))
                .isInstanceOf(HypervisorException.class)
                .hasMessageContaining("closed");
        try (LayerWriter second = images.resumeLayer(file)) {
            second.write(2, ByteBuffer.wrap(new byte[] {2}));
        }
        Qemu.io(file, "read -P 1 0 2", "read -P 2 2 1", "read -P 7 3 4096");
    }

    @Test
    void layerMayBeOfAnotherSizeThanWhatItStandsOn() throws Exception {
        Path file = folder.resolve("layer.qcow2");
        try (LayerWriter writer = images.createLayer(file, 20 * MIB - 512, Optional.of(base()))) {
            writer.write(20 * MIB - 512 - 1, ByteBuffer.wrap(new byte[] {3}));
        }
        Qemu.io(file, "read -P 7 0 16M", "read -P 0 16M 1M");
        assertThat(images.info(file).virtualSize()).isEqualTo(20 * MIB - 512);
        assertThatThrownBy(() -> images.createLayer(folder.resolve("odd"), 1000, Optional.empty()))
                .hasMessageContaining("sectors");
    }

    @Test
    void writingBeyondTheEndFailsAndNamesTheImage() throws Exception {
        Path file = folder.resolve("layer.qcow2");
        try (LayerWriter writer = images.createLayer(file, MIB, Optional.empty())) {
            assertThatThrownBy(() -> writer.write(MIB, ByteBuffer.allocate(1)))
                    .isInstanceOf(HypervisorException.class)
                    .hasMessageContaining("layer.qcow2");
            writer.write(0, ByteBuffer.allocate(1));
        }
        assertThat(Files.exists(file)).isTrue();
    }
}
