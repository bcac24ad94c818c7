package io.kss.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the directory store leaves on the disk, and what it makes of what others leave there. */
class DirectoryFilesTest {

    @TempDir
    Path folder;

    private StorageBackend store;

    @BeforeEach
    void open() throws StorageException {
        store = DirectoryBackend.open(folder);
    }

    @AfterEach
    void close() throws StorageException {
        store.close();
    }

    @Test
    void objectsAreFilesThatNobodyMayWriteTo() throws Exception {
        put("vms/a/entry", PutCondition.IF_ABSENT);
        put("packs/ab/pack", PutCondition.ALWAYS);
        for (String object : new String[] {"vms/a/entry", "packs/ab/pack"}) {
            assertThat(Files.getPosixFilePermissions(folder.resolve(object)))
                    .contains(PosixFilePermission.OWNER_READ)
                    .doesNotContain(
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.GROUP_WRITE,
                            PosixFilePermission.OTHERS_WRITE);
            assertThat(Files.getAttribute(folder.resolve(object), "unix:nlink")).isEqualTo(1);
        }
        assertThat(folder.resolve(".staging")).isEmptyDirectory();
    }

    @Test
    void failedPutsLeaveNoStagingFile() throws Exception {
        put("a", PutCondition.IF_ABSENT);
        assertThatThrownBy(() -> put("a", PutCondition.IF_ABSENT)).isInstanceOf(ObjectExistsException.class);
        assertThatThrownBy(() -> put("a/b", PutCondition.ALWAYS)).isExactlyInstanceOf(StorageException.class);
        assertThat(folder.resolve(".staging")).isEmptyDirectory();
    }

    @Test
    void whatOthersLeaveInTheFolderIsNotListed() throws Exception {
        put("a/b", PutCondition.ALWAYS);
        Files.createFile(folder.resolve("README.txt"));
        Files.createFile(folder.resolve(".hidden"));
        Files.createDirectory(folder.resolve("lost+found"));
        Files.createFile(Files.createDirectory(folder.resolve("@eaDir")).resolve("thumb"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("a/b"));
        Files.createSymbolicLink(folder.resolve("a/self"), folder);
        Files.createDirectories(folder.resolve("empty/folder"));
        assertThat(store.list("")).containsExactly(new ObjectInfo(new ObjectKey("a/b"), 10));
        assertThat(store.list("empty/")).isEmpty();
        assertThat(store.stat(new ObjectKey("link"))).isEmpty();
        assertThat(store.stat(new ObjectKey("empty"))).isEmpty();
        assertThatThrownBy(() -> store.read(new ObjectKey("a"), ByteRange.ALL))
                .isInstanceOf(ObjectNotFoundException.class);
    }

    @Test
    void keyBelowAnObjectIsRefusedClearly() throws Exception {
        put("a", PutCondition.ALWAYS);
        for (PutCondition condition : PutCondition.values()) {
            assertThatThrownBy(() -> put("a/b/c", condition))
                    .isExactlyInstanceOf(StorageException.class)
                    .hasMessageContaining("a part of it is an object");
        }
        assertThat(store.stat(new ObjectKey("a/b"))).isEmpty();
    }

    @Test
    void keyOfAFolderIsRefusedClearly() throws Exception {
        put("a/b", PutCondition.ALWAYS);
        for (PutCondition condition : PutCondition.values()) {
            assertThatThrownBy(() -> put("a", condition)).isExactlyInstanceOf(StorageException.class);
        }
        assertThat(store.list("")).hasSize(1);
    }

    @Test
    void folderThatSomebodyRemovedIsMadeAgain() throws Exception {
        put("a/b/c", PutCondition.ALWAYS);
        store.delete(new ObjectKey("a/b/c"));
        Files.delete(folder.resolve("a/b"));
        Files.delete(folder.resolve("a"));
        put("a/b/c", PutCondition.IF_ABSENT);
        assertThat(store.stat(new ObjectKey("a/b/c"))).isPresent();
    }

    @Test
    void objectThatShrinksWhileItIsReadIsCorrupt() throws Exception {
        store.put(new ObjectKey("a"), ObjectSource.of(new byte[1_000_000]), PutCondition.ALWAYS);
        try (InputStream in = store.read(new ObjectKey("a"), ByteRange.ALL)) {
            assertThat(in.readNBytes(10)).hasSize(10);
            FilePermissions.makeWritable(folder.resolve("a"));
            try (FileChannel file = FileChannel.open(folder.resolve("a"), StandardOpenOption.WRITE)) {
                file.truncate(5000);
            }
            assertThatThrownBy(in::readAllBytes)
                    .isInstanceOf(StoreCorruptException.class)
                    .hasMessageContaining("object a ends at byte 5000");
        }
    }

    @Test
    void linkThatIsReportedAsFailedAlthoughItWasMadeCounts() throws Exception {
        try (StorageBackend repeating = DirectoryBackend.open(folder, (link, existing) -> {
            Files.createLink(link, existing);
            if (!link.startsWith(folder.resolve(".staging"))) {
                throw new FileAlreadyExistsException(link.toString());
            }
        })) {
            repeating.put(new ObjectKey("a"), ObjectSource.of(new byte[10]), PutCondition.IF_ABSENT);
            assertThat(repeating.stat(new ObjectKey("a"))).isPresent();
        }
    }

    private void put(String key, PutCondition condition) throws StorageException {
        store.put(new ObjectKey(key), ObjectSource.of(new byte[10]), condition);
    }
}
