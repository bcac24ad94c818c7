package io.kss.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Something mounted on a folder; unmounted when closed. Needs root. */
record Mount(Path folder) implements AutoCloseable {

    static boolean possible() throws IOException, InterruptedException {
        Path trial = Files.createTempDirectory("kss-mount");
        try {
            if (run(List.of("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", trial.toString())) != 0) {
                return false;
            }
            return run(List.of("umount", trial.toString())) == 0;
        } catch (IOException noMountCommand) {
            return false;
        } finally {
            Files.delete(trial);
        }
    }

    /** An empty file system in memory. */
    static Mount tmpfs(Path folder, String size) throws Exception {
        assertThat(run(List.of("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", folder.toString())))
                .isZero();
        return new Mount(folder);
    }

    /** A folder a second time, but read-only. */
    static Mount readOnly(Path original, Path folder) throws Exception {
        assertThat(run(List.of("mount", "--bind", original.toString(), folder.toString())))
                .isZero();
        Mount mount = new Mount(folder);
        if (run(List.of("mount", "-o", "remount,bind,ro", folder.toString())) != 0) {
            mount.close();
            throw new AssertionError("can't remount read-only");
        }
        return mount;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        assertThat(run(List.of("umount", folder.toString()))).isZero();
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("takes too long: " + command);
        }
        return process.exitValue();
    }
}
