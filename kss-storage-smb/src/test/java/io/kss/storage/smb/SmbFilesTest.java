package io.kss.storage.smb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store leaves on the server's disk. */
class SmbFilesTest {

    private SmbServer server;

    @BeforeEach
    void start() throws Exception {
        server = SmbServer.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.closeAndDelete();
    }

    private static void put(StorageBackend store, String key) throws Exception {
        store.put(new ObjectKey(key), ObjectSource.of(new byte[10]), PutCondition.IF_ABSENT);
    }

    private static List<String> names(Path folder) throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void objectIsOneFileByTheNameOfItsKeyAndNothingIsLeftInStaging() throws Exception {
        try (StorageBackend store = Stores.open(Stores.settings(server).with("path", "deep/folder"))) {
            put(store, "vms/a");
            store.put(new ObjectKey("vms/a"), ObjectSource.of(new byte[3]), PutCondition.ALWAYS);
        }
        Path root = server.share().resolve("deep/folder");
        assertThat(root.resolve("vms/a")).hasBinaryContent(new byte[3]);
        assertThat(names(root)).containsExactly(".staging", "vms");
        assertThat(names(root.resolve(".staging"))).isEmpty();
    }

    @Test
    void openingAndReadingAnEmptyStoreMakesNothing() throws Exception {
        try (StorageBackend store = Stores.open(Stores.settings(server).with("path", "not/there/yet"))) {
            assertThat(store.list("")).isEmpty();
            assertThat(store.stat(new ObjectKey("a"))).isEmpty();
            assertThat(store.space()).isPresent();
            store.delete(new ObjectKey("a"));
        }
        assertThat(names(server.share())).isEmpty();
    }

    @Test
    void namesThatWindowsTakesForDevicesAreDisguised() throws Exception {
        List<String> keys = List.of("con", "nul.txt", "com1/aux", "lpt9.a.b", "con-a", "console", "x.con", "com10");
        try (StorageBackend store = Stores.open(Stores.settings(server))) {
            for (String key : keys) {
                put(store, key);
            }
            assertThat(store.list("").map(object -> object.key().value())).containsExactlyInAnyOrderElementsOf(keys);
            assertThat(store.list("com1/")).containsExactly(new ObjectInfo(new ObjectKey("com1/aux"), 10));
            assertThat(store.stat(new ObjectKey("con"))).isPresent();
        }
        assertThat(names(server.share()))
                .containsExactlyInAnyOrder(
                        ".staging", "=con", "=nul.txt", "=com1", "=lpt9.a.b", "con-a", "console", "x.con", "com10");
    }

    @Test
    void foreignFilesAreNoObjects() throws Exception {
        for (String name : List.of("Thumbs.db", "@eaDir", "=plain", "UPPER", ".hidden", "a b")) {
            Files.writeString(server.share().resolve(name), "x");
        }
        try (StorageBackend store = Stores.open(Stores.settings(server))) {
            assertThat(store.list("")).isEmpty();
        }
    }

    @Test
    void sweepTakesOldStagingFilesThatNobodyHolds() throws Exception {
        try (StorageBackend store = Stores.open(Stores.settings(server))) {
            put(store, "a");
        }
        Path staging = server.share().resolve(".staging");
        Instant now = Instant.now();
        for (String name : List.of("put-old", "put-young", "other-old", "put-held")) {
            Instant time = name.endsWith("young") ? now.minus(23, ChronoUnit.HOURS) : now.minus(25, ChronoUnit.HOURS);
            Files.setLastModifiedTime(Files.writeString(staging.resolve(name), "x"), FileTime.from(time));
        }
        SmbSettings settings = SmbSettings.of(Stores.settings(server).config());
        try (Client holder = Client.open(settings, new SmbErrors(settings))) {
            Files.delete(staging.resolve("put-held"));
            OpenedObject held = holder.obtain(
                    connection -> new OpenedObject(RemoteFile.creating(connection, ".staging\\put-held")));
            Files.setLastModifiedTime(staging.resolve("put-held"), FileTime.from(now.minus(25, ChronoUnit.HOURS)));
            try (StorageBackend store = Stores.open(Stores.settings(server))) {
                put(store, "b");
            }
            assertThat(names(staging)).containsExactly("other-old", "put-held", "put-young");
            holder.workers().run(() -> {
                held.release();
                return true;
            });
        }
    }

    @Test
    void objectThatSomebodyReadsIsReplacedAsSoonAsNobodyDoes() throws Exception {
        ObjectKey key = new ObjectKey("a");
        try (StorageBackend store = Stores.open(Stores.settings(server));
                StorageBackend other = Stores.open(Stores.settings(server))) {
            store.put(key, ObjectSource.of(new byte[500_000]), PutCondition.ALWAYS);
            for (StorageBackend reader : List.of(store, other)) {
                FutureTask<Boolean> put = new FutureTask<>(() -> {
                    store.put(key, ObjectSource.of(new byte[400_000]), PutCondition.ALWAYS);
                    return true;
                });
                try (InputStream in = reader.read(key, ByteRange.ALL)) {
                    assertThat(in.read()).isZero();
                    new Thread(put).start();
                    assertThat(in.readAllBytes()).hasSizeGreaterThan(390_000);
                }
                assertThat(put.get(1, TimeUnit.MINUTES)).isTrue();
                assertThat(other.stat(key)).contains(new ObjectInfo(key, 400_000));
            }
        }
    }

    @Test
    void replacementWhoseThreadWasInterruptedEndsWholeAndLeavesNothingBehind() throws Exception {
        ObjectKey key = new ObjectKey("a");
        try (StorageBackend store = Stores.open(Stores.settings(server))) {
            store.put(key, ObjectSource.of(new byte[10]), PutCondition.ALWAYS);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread writer = new Thread(() -> failure.set(
                    catchThrowable(() -> store.put(key, ObjectSource.of(new byte[20]), PutCondition.ALWAYS))));
            Path staging = server.share().resolve(".staging");
            try (InputStream in = store.read(key, ByteRange.ALL)) {
                writer.start();
                await().atMost(30, TimeUnit.SECONDS)
                        .until(() -> writer.getState() == Thread.State.WAITING
                                && Stream.of(writer.getStackTrace())
                                        .anyMatch(frame -> frame.getMethodName().equals("publish")));
                writer.interrupt();
                writer.join(TimeUnit.SECONDS.toMillis(10));
                assertThat(writer.isAlive()).isFalse();
                assertThat(failure.get()).isInstanceOf(OutcomeUnknownException.class);
                assertThat(in.readAllBytes()).hasSize(10);
            }
            await().atMost(30, TimeUnit.SECONDS).until(() -> names(staging).isEmpty());
            assertThat(store.stat(key)).contains(new ObjectInfo(key, 20));
        }
    }

    @Test
    void objectThatSomebodyReadsCanBeDeleted() throws Exception {
        ObjectKey key = new ObjectKey("a");
        try (StorageBackend store = Stores.open(Stores.settings(server));
                StorageBackend other = Stores.open(Stores.settings(server))) {
            store.put(key, ObjectSource.of(new byte[500_000]), PutCondition.ALWAYS);
            try (InputStream in = store.read(key, ByteRange.ALL)) {
                other.delete(key);
                assertThat(in.readAllBytes()).hasSize(500_000);
            }
            assertThat(store.stat(key)).isEmpty();
            put(store, "a");
        }
    }
}
