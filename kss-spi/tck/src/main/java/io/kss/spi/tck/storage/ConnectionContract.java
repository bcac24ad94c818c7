package io.kss.spi.tck.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Connections end cleanly, hold nothing back and keep secrets. */
abstract class ConnectionContract extends ContractGroup {

    private static final System.Logger LOG = System.getLogger(ConnectionContract.class.getName());
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    ConnectionContract(StorageBackendContract contract) {
        super(contract);
    }

    @Test
    void closingTwiceIsNoError() throws Exception {
        StorageBackend store = connect();
        put(store, key("a"), bytes(1, 10));
        store.close();
        store.close();
        assertThat(read(connect(), key("a"))).hasSize(10);
    }

    @Test
    void everyUseAfterClosingIsRefused() throws Exception {
        StorageBackend store = connect();
        put(store, key("a"), bytes(1, 10));
        store.close();
        for (ThrowingCallable use : uses(store)) {
            assertThatThrownBy(use).isInstanceOf(StorageException.class).hasMessageContaining("closed");
        }
        assertThat(store.displayName()).isNotBlank();
        assertThat(keys(connect(), "")).containsExactly("a");
    }

    private static List<ThrowingCallable> uses(StorageBackend store) {
        return List.of(
                () -> create(store, key("b"), bytes(1, 10)),
                () -> put(store, key("a"), bytes(1, 10)),
                () -> read(store, key("a")),
                () -> store.stat(key("a")),
                () -> list(store, ""),
                () -> store.delete(key("a")));
    }

    @Test
    void closingOneConnectionLeavesTheOthersAlone() throws Exception {
        List<StorageBackend> stores = connect(3);
        put(stores.get(0), key("a"), bytes(1, 100_000));
        try (InputStream in = stores.get(1).read(key("a"), ByteRange.ALL)) {
            assertThat(in.read()).isNotEqualTo(-1);
            stores.get(0).close();
            assertThat(in.readAllBytes()).hasSize(99_999);
        }
        create(stores.get(2), key("b"), bytes(1, 10));
        assertThat(keys(stores.get(1), "")).containsExactly("a", "b");
    }

    @Test
    void putThatIsUnderWayWhenItsConnectionIsClosedNeverBecomesVisible() throws Exception {
        for (PutCondition condition : PutCondition.values()) {
            StorageBackend writer = connect();
            Gate gate = new Gate();
            List<Optional<Exception>> outcomes = Race.of(2, index -> {
                if (index == 0) {
                    writer.put(key("a/b"), Sources.gated(bytes(1, 200_000), gate), condition);
                    return;
                }
                try {
                    gate.awaitArrival();
                    writer.close();
                } finally {
                    gate.open();
                }
            });
            assertThat(outcomes.get(1)).isEmpty();
            assertThat(outcomes.get(0))
                    .hasValueSatisfying(failure -> assertThat(failure).isInstanceOf(StorageException.class));
            assertThat(keys(connect(), "")).isEmpty();
        }
    }

    @Test
    void thousandsOfOperationsLeakNoFilesOrSockets() throws Exception {
        boolean countable = Files.isDirectory(OPEN_FILES);
        if (!countable) {
            LOG.log(System.Logger.Level.WARNING, "skipped: no /proc/self/fd to count open files with");
        }
        assumeTrue(countable, "no /proc/self/fd");
        StorageBackend store = connect();
        put(store, key("leak/large"), bytes(1, 400_000));
        exercise(store, 20);
        long before = openFiles();
        exercise(store, contract.manyOperations());
        assertThat(openFiles() - before).as("files and sockets left open").isLessThan(20);
    }

    private static void exercise(StorageBackend store, int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            int i = round;
            ObjectKey key = key("leak/" + i % 10);
            switch (i % 6) {
                case 0 -> put(store, key, bytes(i, 100));
                case 1 -> assertThatThrownBy(() -> lie(store, key)).isInstanceOf(StorageException.class);
                case 2 ->
                    assertThatThrownBy(() -> create(store, key("leak/large"), bytes(i, 100)))
                            .isInstanceOf(StorageException.class);
                case 3 ->
                    assertThatThrownBy(() -> read(store, key("leak/missing"))).isInstanceOf(StorageException.class);
                case 4 -> {
                    try (Stream<ObjectInfo> objects = store.list("leak/")) {
                        assertThat(objects.findFirst()).isPresent();
                    }
                }
                default -> {
                    try (InputStream in = store.read(key("leak/large"), ByteRange.ALL)) {
                        assertThat(in.read()).isNotEqualTo(-1);
                    }
                }
            }
        }
    }

    private static void lie(StorageBackend store, ObjectKey key) throws StorageException {
        store.put(key, Sources.lying(5, new byte[3]), PutCondition.ALWAYS);
    }

    private static long openFiles() throws Exception {
        try (Stream<Path> files = Files.list(OPEN_FILES)) {
            return files.count();
        }
    }

    @Test
    void noMessageContainsTheSecret() throws Exception {
        StorageBackend store = connect();
        List<String> texts = new ArrayList<>(List.of(store.displayName(), store.toString()));
        put(store, key("a"), bytes(1, 10));
        List<ThrowingCallable> failures = new ArrayList<>(List.of(
                () -> create(store, key("a"), bytes(1, 10)),
                () -> read(store, key("missing")),
                () -> read(store, key("a"), new ByteRange(5, 100)),
                () -> lie(store, key("b"))));
        contract.failingAttempts().forEach(attempt -> failures.add(attempt::run));
        for (ThrowingCallable failure : failures) {
            Throwable thrown = catchThrowable(failure);
            assertThat(thrown).isNotNull();
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            texts.add(text.toString());
        }
        store.close();
        uses(store).forEach(use -> texts.add(String.valueOf(catchThrowable(use))));
        contract.secret()
                .ifPresent(secret ->
                        assertThat(texts).allSatisfy(text -> assertThat(text).doesNotContain(secret)));
        assertThat(texts).allSatisfy(text -> assertThat(text).isNotBlank());
    }

    @Test
    void roomIsPlausible() throws Exception {
        StorageBackend store = connect();
        put(store, key("a"), bytes(1, 1000));
        store.space().ifPresent(space -> {
            assertThat(space.total()).isPositive();
            assertThat(space.free()).isBetween(0L, space.total());
        });
    }
}
