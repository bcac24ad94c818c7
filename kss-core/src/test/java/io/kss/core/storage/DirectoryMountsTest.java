package io.kss.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Full, read-only and vanished file systems; the real ones where the tests may mount. */
class DirectoryMountsTest {

    private static final ObjectKey KEY = new ObjectKey("a/b");
    private static final ObjectKey OTHER = new ObjectKey("a/c");

    @TempDir
    Path folder;

    @Test
    void fullDiskIsReportedAndNothingBecomesVisible() throws Exception {
        assumeMountsArePossible();
        try (Mount mount = Mount.tmpfs(folder, "2m");
                StorageBackend store = DirectoryBackend.open(mount.folder())) {
            put(store, KEY, 1_000_000, PutCondition.ALWAYS);
            for (PutCondition condition : PutCondition.values()) {
                assertThatThrownBy(() -> put(store, OTHER, 1_500_000, condition))
                        .isInstanceOf(StoreFullException.class)
                        .hasMessageContaining("a/c")
                        .hasMessageContaining("free some room");
            }
            assertThatThrownBy(() -> put(store, KEY, 1_500_000, PutCondition.ALWAYS))
                    .isInstanceOf(StoreFullException.class);
            assertThat(store.list("")).containsExactly(new ObjectInfo(KEY, 1_000_000));
            put(store, OTHER, 900_000, PutCondition.IF_ABSENT);
            store.delete(KEY);
            put(store, KEY, 900_000, PutCondition.IF_ABSENT);
            assertThat(store.list("")).hasSize(2);
        }
    }

    @Test
    void diskWithoutRoomForNamesIsReportedAsFull() throws Exception {
        assumeMountsArePossible();
        try (Mount mount = Mount.tmpfs(folder, "2m,nr_inodes=12");
                StorageBackend store = DirectoryBackend.open(mount.folder())) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 20; i++) {
                            put(store, new ObjectKey("d/" + i), 10, PutCondition.IF_ABSENT);
                        }
                    })
                    .isInstanceOf(StoreFullException.class);
        }
    }

    @Test
    void readOnlyMountCanBeReadAndDeniesPuts() throws Exception {
        assumeMountsArePossible();
        Path original = Files.createDirectory(folder.resolve("original"));
        try (StorageBackend store = DirectoryBackend.open(original)) {
            put(store, KEY, 10, PutCondition.ALWAYS);
        }
        try (Mount mount = Mount.readOnly(original, Files.createDirectory(folder.resolve("mounted")));
                StorageBackend store = DirectoryBackend.open(mount.folder())) {
            deniesChangesOnly(store);
        }
    }

    @Test
    void unmountedDiskIsNoticed() throws Exception {
        assumeMountsArePossible();
        Mount mount = Mount.tmpfs(folder, "2m");
        StorageBackend store;
        try {
            store = DirectoryBackend.open(folder);
            put(store, KEY, 10, PutCondition.ALWAYS);
        } finally {
            mount.close();
        }
        assertThatThrownBy(() -> put(store, KEY, 10, PutCondition.ALWAYS))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("unmounted");
        assertThatThrownBy(() -> store.stat(KEY)).isInstanceOf(StorageException.class);
        assertThat(folder).isEmptyDirectory();
        store.close();
    }

    @Test
    void folderWithoutTheRightToWriteCanBeReadAndDeniesPuts() throws Exception {
        Path original = Files.createDirectory(folder.resolve("original"));
        try (StorageBackend store = DirectoryBackend.open(original)) {
            put(store, KEY, 10, PutCondition.ALWAYS);
        }
        for (String part : new String[] {"", ".staging", "a"}) {
            Files.setPosixFilePermissions(original.resolve(part), PosixFilePermissions.fromString("r-xr-xr-x"));
        }
        try (StorageBackend store = DirectoryBackend.open(original)) {
            assume(!Files.isWritable(original), "root may write everywhere; the read-only mount is tested instead");
            deniesChangesOnly(store);
        } finally {
            for (String part : new String[] {"", ".staging", "a"}) {
                Files.setPosixFilePermissions(original.resolve(part), PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    private static void deniesChangesOnly(StorageBackend store) throws Exception {
        for (PutCondition condition : PutCondition.values()) {
            assertThatThrownBy(() -> put(store, OTHER, 10, condition))
                    .isInstanceOf(AccessDeniedStorageException.class)
                    .hasMessageContaining("a/c");
        }
        assertThatThrownBy(() -> store.delete(KEY)).isInstanceOf(AccessDeniedStorageException.class);
        assertThat(store.list("")).containsExactly(new ObjectInfo(KEY, 10));
        try (InputStream in = store.read(KEY, ByteRange.ALL)) {
            assertThat(in.readAllBytes()).hasSize(10);
        }
    }

    private static void put(StorageBackend store, ObjectKey key, int size, PutCondition condition)
            throws StorageException {
        store.put(key, ObjectSource.of(new byte[size]), condition);
    }

    private static void assumeMountsArePossible() throws Exception {
        assume(Mount.possible(), "mounting needs root");
    }

    private static void assume(boolean condition, String reason) {
        if (!condition) {
            System.err.println("skipped: " + reason);
        }
        assumeTrue(condition, reason);
    }
}
