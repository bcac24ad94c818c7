package io.kss.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StorageProvider;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryProviderTest {

    private static final ObjectKey KEY = new ObjectKey("a/b");

    @TempDir
    Path folder;

    @Test
    void providerIsFoundByItsType() {
        assertThat(ServiceLoader.load(StorageProvider.class).stream().map(ServiceLoader.Provider::get))
                .anySatisfy(provider -> assertThat(provider.type()).isEqualTo("directory"));
    }

    @Test
    void storeIsOpenedWhereTheConfigurationSays() throws Exception {
        try (StorageBackend store = open(folder.toString())) {
            store.put(KEY, ObjectSource.of(new byte[3]), PutCondition.IF_ABSENT);
            assertThat(folder.resolve("a/b")).hasSize(3);
            assertThat(store.displayName()).isEqualTo("directory:" + folder);
        }
    }

    @Test
    void relativePathIsRefused() {
        assertThatThrownBy(() -> open("nas/kss"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'path' must be an absolute path, not 'nas/kss'");
    }

    @Test
    void missingPathIsRefused() {
        DirectoryProvider provider = new DirectoryProvider();
        assertThatThrownBy(() -> PluginConfig.of(provider.configKeys(), Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("path");
    }

    @Test
    void missingFolderIsNotCreated() {
        Path missing = folder.resolve("mnt/nas");
        assertThatThrownBy(() -> open(missing.toString()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("Mount its disk, or create it");
        assertThat(missing).doesNotExist();
    }

    @Test
    void fileInPlaceOfTheFolderIsRefused() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> open(file.toString()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("a file, not a folder");
    }

    @Test
    void fileSystemWithoutHardLinksIsRefused() {
        assertThatThrownBy(() -> DirectoryBackend.open(folder, (link, existing) -> {
                    throw new FileSystemException(link.toString(), null, "Operation not permitted");
                }))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("can't create exclusively")
                .hasMessageContaining("another type of store");
        assertNothingLeft();
    }

    @Test
    void fileSystemWhoseLinksAreCopiesIsRefused() {
        assertThatThrownBy(() -> DirectoryBackend.open(folder, (link, existing) -> Files.copy(existing, link)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("a link is a copy");
        assertNothingLeft();
    }

    @Test
    void fileSystemWhoseLinksReplaceFilesIsRefused() {
        assertThatThrownBy(() -> DirectoryBackend.open(folder, (link, existing) -> {
                    Path other = link.resolveSibling("other");
                    Files.createLink(other, existing);
                    // A rename onto another name of the same file changes nothing, hence the detour.
                    Files.deleteIfExists(link);
                    Files.move(other, link, StandardCopyOption.ATOMIC_MOVE);
                }))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("a link replaces");
        assertNothingLeft();
    }

    @Test
    void mountThatCannotLinkReadOnlyFilesGetsWritableOnes() throws Exception {
        try (StorageBackend store = DirectoryBackend.open(folder, (link, existing) -> {
            if (!Files.getPosixFilePermissions(existing).toString().contains("OWNER_WRITE")) {
                throw new FileSystemException(link.toString(), null, "Operation not permitted");
            }
            Files.createLink(link, existing);
        })) {
            store.put(KEY, ObjectSource.of(new byte[3]), PutCondition.IF_ABSENT);
            assertThat(store.stat(KEY)).isPresent();
        }
    }

    @Test
    void folderThatWasReplacedIsNotWrittenTo() throws Exception {
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        try (StorageBackend store = DirectoryBackend.open(mounted)) {
            store.put(KEY, ObjectSource.of(new byte[3]), PutCondition.IF_ABSENT);
            Path away = Files.move(mounted, folder.resolve("away"));
            assertThatThrownBy(() -> store.stat(KEY))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("unmounted");

            Files.createDirectory(mounted);
            assertThatThrownBy(() -> store.put(KEY, ObjectSource.of(new byte[3]), PutCondition.ALWAYS))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("unmounted");
            assertThatThrownBy(() -> store.list("")).isInstanceOf(StorageException.class);
            assertThat(mounted).isEmptyDirectory();

            Files.delete(mounted);
            Files.move(away, mounted);
            assertThat(store.stat(KEY)).isPresent();
        }
    }

    private void assertNothingLeft() {
        assertThat(folder.resolve(".staging")).isEmptyDirectory();
    }

    private static StorageBackend open(String path) throws Exception {
        DirectoryProvider provider = new DirectoryProvider();
        return provider.open(PluginConfig.of(provider.configKeys(), Map.of("path", path), Map.of()));
    }
}
