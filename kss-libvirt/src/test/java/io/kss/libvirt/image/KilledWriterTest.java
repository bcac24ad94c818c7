package io.kss.libvirt.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.LayerWriter;
import java.io.BufferedReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that fills a layer dies without a farewell, at any moment. */
class KilledWriterTest {

    private static final int ROUNDS = 6;
    private static final int PIECE = 65536;
    private static final long SIZE = 256L * 1024 * 1024;

    private final DiskImages images = new QemuImages();

    @Test
    void nothingFlushedIsLostAndTheLayerCanBeResumed(@TempDir Path folder) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path file = folder.resolve("layer.qcow2");
        images.createLayer(file, SIZE, Optional.empty()).close();
        for (int round = 0; round < ROUNDS; round++) {
            long flushed = killed(file, random.nextInt(600));
            try (LayerWriter writer = images.resumeLayer(file)) {
                writer.flush();
            }
            if (flushed > 0) {
                Qemu.io(file, "read -P 9 0 " + flushed);
            }
            Qemu.img("check", "-q", file.toString());
            assertThat(images.inUse(file)).as("seed " + seed).isFalse();
        }
    }

    /** Returns how many bytes the process said it had flushed. */
    private static long killed(Path file, int millis) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Filler.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long flushed = 0;
        try (BufferedReader output = process.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(output.readLine()).isEqualTo("ready");
            Thread.sleep(millis);
            // unlike the process's own method, this leaves what it wrote readable
            process.toHandle().destroyForcibly();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.endsWith(".")) {
                    flushed = Long.parseLong(line.substring(0, line.length() - 1));
                }
            }
        }
        return flushed;
    }

    /** The process that is killed. */
    static final class Filler {

        private Filler() {}

        public static void main(String[] arguments) throws Exception {
            System.out.println("ready");
            byte[] nines = new byte[PIECE];
            Arrays.fill(nines, (byte) 9);
            try (LayerWriter writer = new QemuImages().resumeLayer(Path.of(arguments[0]))) {
                for (long at = 0; at < SIZE; at += PIECE) {
                    writer.write(at, ByteBuffer.wrap(nines));
                    if (at / PIECE % 16 == 15) {
                        writer.flush();
                        System.out.println(at + PIECE + ".");
                    }
                }
            }
        }
    }
}
