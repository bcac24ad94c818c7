package io.kss.core.storage;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The folder of a store. Notices when another one took its place, as after its disk was unmounted. */
final class StoreFolder {

    private final Path root;
    private final String name;
    private final @Nullable Object identity;

    private StoreFolder(Path root, String name, @Nullable Object identity) {
        this.root = root;
        this.name = name;
        this.identity = identity;
    }

    static StoreFolder open(Path path) throws StorageException {
        String name = "directory:" + path;
        try {
            Path root = path.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(root, BasicFileAttributes.class);
            if (!attributes.isDirectory()) {
                throw new StorageException(name + ": this is a file, not a folder");
            }
            return new StoreFolder(root, name, attributes.fileKey());
        } catch (NoSuchFileException e) {
            throw new StorageException(
                    name + ": there is no such folder. Mount its disk, or create it with: mkdir -p '" + path + "'", e);
        } catch (AccessDeniedException e) {
            throw new AccessDeniedStorageException(name + ": no permission to enter this folder", e);
        } catch (IOException e) {
            throw new DirectoryErrors(path, name).explain("open the folder", e);
        }
    }

    Path root() {
        return root;
    }

    String name() {
        return name;
    }

    Path file(ObjectKey key) {
        return root.resolve(key.value());
    }

    /** Throws if the folder is gone, or a mount came or went and another folder has its path now. */
    void checkUnchanged() throws StorageException {
        Object now;
        try {
            now = Files.readAttributes(root, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            throw new StorageException(name + ": the folder is gone; was its disk unmounted?", e);
        } catch (IOException e) {
            throw new DirectoryErrors(root, name).explain("look at the folder", e);
        }
        if (!Objects.equals(now, identity)) {
            throw new StorageException(
                    name + ": another folder took the place of the one that was opened; was its disk unmounted?");
        }
    }

    /** What is at a path, or empty if nothing is there. */
    Optional<BasicFileAttributes> look(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (FileSystemException e) {
            if (belowAFile(path)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private boolean belowAFile(Path path) {
        for (Path above = path.getParent(); above != null && !above.equals(root); above = above.getParent()) {
            if (Files.isRegularFile(above)) {
                return true;
            }
        }
        return false;
    }
}
