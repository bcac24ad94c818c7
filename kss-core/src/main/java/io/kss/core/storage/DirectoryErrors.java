package io.kss.core.storage;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Tells what a failure of the file system means. The JDK gives most of them only as the system's own words, which follow
 * the user's language: so where the state of the file system can tell, that is asked first.
 */
final class DirectoryErrors {

    private static final long HARDLY_ANY_ROOM = 64 << 10;
    private static final List<String> FULL = List.of("No space left", "quota exceeded");
    private static final List<String> DENIED = List.of("Operation not permitted", "Read-only file system");
    private static final List<String> PASSING = List.of(
            "Stale file handle",
            "Connection timed out",
            "Host is down",
            "Resource temporarily unavailable",
            "Transport endpoint is not connected");

    private final Path root;
    private final String store;

    DirectoryErrors(Path root, String store) {
        this.root = root;
        this.store = store;
    }

    /** The fitting exception for a failure while doing something that needed no room. */
    StorageException explain(String doing, IOException e) {
        return explain(doing, e, 0);
    }

    /** @param needed how many bytes were to be written */
    StorageException explain(String doing, IOException e, long needed) {
        if (e instanceof StorageException known) {
            return known;
        }
        String message = store + ": can't " + doing + ": " + reason(e);
        if (interrupted(e)) {
            Thread.currentThread().interrupt();
            return new TransientStorageException(store + ": interrupted while trying to " + doing, e);
        }
        if (says(e, FULL)) {
            return full(message, e);
        }
        if (e instanceof AccessDeniedException || says(e, DENIED) || (needed > 0 && mountedReadOnly())) {
            return new AccessDeniedStorageException(
                    message + " (check the owner and rights of the folder, and whether it is mounted read-only)", e);
        }
        if (needed > 0 && !says(e, PASSING) && room() < needed + HARDLY_ANY_ROOM) {
            return full(message, e);
        }
        return says(e, PASSING) ? new TransientStorageException(message, e) : new StorageException(message, e);
    }

    private static StoreFullException full(String message, IOException e) {
        return new StoreFullException(message + " (free some room there and repeat)", e);
    }

    static boolean interrupted(IOException e) {
        return e instanceof ClosedByInterruptException
                || e instanceof FileLockInterruptionException
                || e instanceof InterruptedIOException;
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        String given = e instanceof FileSystemException system ? system.getReason() : e.getMessage();
        return Objects.requireNonNullElse(given, e.getClass().getSimpleName());
    }

    private static boolean says(IOException e, List<String> words) {
        String message = String.valueOf(e.getMessage());
        return words.stream().anyMatch(message::contains);
    }

    private long room() {
        try {
            return fileStore().getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }

    private boolean mountedReadOnly() {
        try {
            return fileStore().isReadOnly();
        } catch (IOException e) {
            return false;
        }
    }

    private FileStore fileStore() throws IOException {
        return Files.getFileStore(root);
    }
}
