package io.kss.core.storage;

import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Proves in a store's own folder that its file system can link a file to a free name and refuses one that is taken: the
 * exclusive create rests on that.
 *
 * @param readOnlyFiles whether that also works with files that were made read-only, which some network mounts refuse to
 *     link or remove
 * @param now the time by the store's clock
 */
record LinkProof(boolean readOnlyFiles, FileTime now) {

    /** How a file gets a second name; apart so that a file system without links can be had in a test. */
    @FunctionalInterface
    interface Linker {

        void link(Path link, Path existing) throws IOException;
    }

    /**
     * Tries it out.
     *
     * @param free a path that nobody uses, in a folder of the store
     * @throws StorageException if the file system can't
     * @throws IOException if not even a file can be written there
     */
    static LinkProof of(Path free, Linker linker) throws IOException {
        Path link = free.resolveSibling(free.getFileName() + "-link");
        FileTime now = Files.getLastModifiedTime(Files.createFile(free));
        try {
            FilePermissions.makeReadOnly(free);
            Exception withReadOnlyFile = tryOut(free, link, linker);
            if (withReadOnlyFile == null) {
                return new LinkProof(true, now);
            }
            FilePermissions.makeWritable(free);
            Exception failure = tryOut(free, link, linker);
            if (failure == null) {
                return new LinkProof(false, now);
            }
            throw new StorageException(
                    "this file system can't create exclusively: its hard links do not work (" + failure.getMessage()
                            + "). Use a file system with hard links, or reach the NAS by another type of store",
                    failure);
        } finally {
            FilePermissions.makeWritable(free);
            Files.deleteIfExists(link);
            Files.deleteIfExists(free);
        }
    }

    private static @Nullable Exception tryOut(Path file, Path link, Linker linker) {
        try {
            Files.deleteIfExists(link);
            linker.link(link, file);
            if (!Files.isSameFile(link, file)) {
                return new IOException("a link is a copy");
            }
            try {
                linker.link(link, file);
                return new IOException("a link replaces what has its name");
            } catch (FileAlreadyExistsException expected) {
                Files.delete(link);
                return null;
            }
        } catch (IOException | UnsupportedOperationException e) {
            return e;
        }
    }
}
