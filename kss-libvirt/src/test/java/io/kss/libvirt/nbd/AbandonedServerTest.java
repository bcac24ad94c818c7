package io.kss.libvirt.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kss.libvirt.image.Qemu;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose owner was killed before it said a word to it, and which therefore never ends by itself. */
class AbandonedServerTest {

    @TempDir
    Path folder;

    private Path image;
    private Path abandoned;
    private Process server;

    @BeforeEach
    void abandonServer() throws Exception {
        image = folder.resolve("layer.qcow2");
        Qemu.img("create", "-q", "-f", "qcow2", image.toString(), "1M");
        // process 0 is nobody's
        abandoned = Files.createTempDirectory(Path.of("/tmp"), "kss-nbd-0-");
        Files.createFile(abandoned.resolve("owner"));
        server = new ProcessBuilder(
                        "qemu-nbd", "--socket=" + abandoned.resolve("socket"), "--format=qcow2", image.toString())
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start();
        await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(abandoned.resolve("socket")));
    }

    @AfterEach
    void endServer() throws Exception {
        server.destroyForcibly().waitFor();
        Files.deleteIfExists(abandoned.resolve("socket"));
        Files.deleteIfExists(abandoned.resolve("owner"));
        Files.deleteIfExists(abandoned);
    }

    @Test
    void exportWaitsWhileAnotherProcessIsEndingIt() throws Exception {
        Process other = LockHolder.lock(abandoned.resolve("owner"));
        try {
            CompletableFuture<Void> ending =
                    CompletableFuture.runAsync(server::destroy, CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
            try (NbdExport export = NbdExport.writable(image, "qcow2")) {
                export.flush();
            }
            assertThat(server.isAlive()).isFalse();
            ending.join();
        } finally {
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    void nextExportEndsItAndGetsTheImage() throws Exception {
        try (NbdExport export = NbdExport.writable(image, "qcow2")) {
            export.flush();
        }
        assertThat(server.isAlive()).isFalse();
        // Any other kss on this machine may be the one that clears it away.
        await().atMost(60, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(abandoned).doesNotExist());
    }
}
