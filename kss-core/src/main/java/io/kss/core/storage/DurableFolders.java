package io.kss.core.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Folders below a root whose names survive a power cut. A folder that is found is not trusted to be durable: whoever made
 * it may not have got that far yet. Folders are never removed. Thread-safe.
 */
final class DurableFolders {

    private final Path root;
    private final Set<Path> durable = ConcurrentHashMap.newKeySet();

    DurableFolders(Path root) {
        this.root = root;
    }

    /** Makes sure that a folder is there, with all above it up to the root. */
    void ensure(Path folder) throws IOException {
        if (folder.equals(root) || durable.contains(folder)) {
            return;
        }
        Path parent = requireNonNull(folder.getParent());
        ensure(parent);
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
        }
        sync(parent);
        durable.add(folder);
    }

    /** Forgets what is known, because somebody removed folders. */
    void forget() {
        durable.clear();
    }

    /** Writes a folder's list of names to the disk. An interrupt that came earlier does not get in the way. */
    static void sync(Path folder) throws IOException {
        boolean interrupted = Thread.interrupted();
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
