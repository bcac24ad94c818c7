package io.kss.core.storage;

import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes use one folder; some die. */
class DirectoryProcessesTest {

    @TempDir
    Path folder;

    @Test
    void ofTwoProcessesThatCreateTheSameObjectsExactlyOneWinsEach() throws Exception {
        int count = 1500;
        Process first = JavaProcess.start(RacingWriter.class, folder.toString(), "first", "" + count);
        Process second = JavaProcess.start(RacingWriter.class, folder.toString(), "second", "" + count);
        try (BufferedReader firstOut = first.inputReader(StandardCharsets.UTF_8);
                BufferedReader secondOut = second.inputReader(StandardCharsets.UTF_8)) {
            assertThat(firstOut.readLine()).isEqualTo("ready");
            assertThat(secondOut.readLine()).isEqualTo("ready");
            go(first);
            go(second);
            Set<String> wonByFirst = new TreeSet<>(firstOut.lines().toList());
            Set<String> wonBySecond = new TreeSet<>(secondOut.lines().toList());

            assertThat(wonByFirst).isNotEmpty().doesNotContainAnyElementsOf(wonBySecond);
            assertThat(wonByFirst.size() + wonBySecond.size()).isEqualTo(count);
            try (StorageBackend store = DirectoryBackend.open(folder)) {
                for (int number = 0; number < count; number++) {
                    ObjectKey key = new ObjectKey("journal/%08d".formatted(number));
                    try (InputStream in = store.read(key, ByteRange.ALL)) {
                        assertThat(in.readAllBytes())
                                .asString(StandardCharsets.UTF_8)
                                .isEqualTo(wonByFirst.contains("" + number) ? "first" : "second");
                    }
                }
            }
            assertThat(first.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(second.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(first.exitValue() + second.exitValue()).isZero();
        } finally {
            first.destroyForcibly();
            second.destroyForcibly();
        }
    }

    private static void go(Process process) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write(1);
        in.flush();
    }

    @Test
    void killedWriterLeavesNothingVisibleAndIsSweptLater() throws Exception {
        Process writer = JavaProcess.start(StuckWriter.class, folder.toString());
        try (BufferedReader out = writer.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("stuck");
            Path staged = stagingFiles().get(0);
            assertThat(staged).hasSize(1_000_000);

            Files.setLastModifiedTime(staged, longAgo());
            DirectoryBackend.open(folder).close();
            assertThat(staged).as("its writer lives, however long it takes").exists();

            writer.destroyForcibly().waitFor();
            Files.setLastModifiedTime(staged, FileTime.from(Instant.now()));
            try (StorageBackend store = DirectoryBackend.open(folder)) {
                assertThat(store.list("")).isEmpty();
                assertThat(staged).as("not old enough yet").exists();
            }
            Files.setLastModifiedTime(staged, longAgo());
            DirectoryBackend.open(folder).close();
            assertThat(staged).doesNotExist();
        } finally {
            writer.destroyForcibly();
        }
    }

    @Test
    void sweepLeavesTheFilesOfItsOwnProcessAlone() throws Exception {
        try (StorageBackend store = DirectoryBackend.open(folder)) {
            store.put(
                    new ObjectKey("a"),
                    midway(() -> {
                        Path staged = stagingFiles().get(0);
                        Files.setLastModifiedTime(staged, longAgo());
                        DirectoryBackend.open(folder).close();
                        assertThat(staged).exists();
                    }),
                    PutCondition.IF_ABSENT);
            assertThat(store.stat(new ObjectKey("a"))).isPresent();
        }
    }

    @Test
    void putWhoseStagingFileWasSweptFailsWithoutEffect() throws Exception {
        for (PutCondition condition : PutCondition.values()) {
            try (StorageBackend store = DirectoryBackend.open(folder)) {
                ObjectSource swept = midway(() -> Files.delete(stagingFiles().get(0)));
                assertThatThrownBy(() -> store.put(new ObjectKey("a"), swept, condition))
                        .isInstanceOf(TransientStorageException.class)
                        .hasMessageContaining("somebody removed the staging file");
                assertThat(store.list("")).isEmpty();
            }
        }
    }

    @Test
    void sweepingALinkedFileLeavesItsObject() throws Exception {
        try (StorageBackend store = DirectoryBackend.open(folder)) {
            store.put(new ObjectKey("a"), ObjectSource.of(new byte[10]), PutCondition.IF_ABSENT);
        }
        Path leftOver = Files.createLink(folder.resolve(".staging/put-0"), folder.resolve("a"));
        Files.setLastModifiedTime(leftOver, longAgo());
        try (StorageBackend store = DirectoryBackend.open(folder)) {
            assertThat(leftOver).doesNotExist();
            assertThat(Files.getPosixFilePermissions(folder.resolve("a"))).doesNotContain(OWNER_WRITE);
            assertThat(store.stat(new ObjectKey("a"))).isPresent();
        }
    }

    private static FileTime longAgo() {
        return FileTime.from(Instant.now().minus(StagingArea.GRACE).minusSeconds(3600));
    }

    private List<Path> stagingFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(".staging"))) {
            return files.toList();
        }
    }

    @FunctionalInterface
    private interface Step {

        void run() throws IOException;
    }

    private static ObjectSource midway(Step step) {
        return new ObjectSource() {
            @Override
            public long length() {
                return 10;
            }

            @Override
            public InputStream open() throws StorageException {
                return new ByteArrayInputStream(new byte[10]) {
                    private boolean done;

                    @Override
                    public synchronized int read(byte[] target, int offset, int length) {
                        if (!done) {
                            done = true;
                            try {
                                step.run();
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        }
                        return super.read(target, offset, length);
                    }
                };
            }
        };
    }
}
