package io.kss.storage.smb;

import io.kss.spi.storage.StorageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How a complete file gets a name that must be free, so that of several who want it exactly one gets it. A rename that
 * replaces nothing would do on Windows, but Samba looks first and renames then, and two of its processes can pass
 * each other in between.
 */
enum Exclusion {
    /** By a hard link, which fails if the name is taken, in one step on every server that has links. */
    LINK {
        @Override
        void give(RemoteFile file, String path, String lock, Runnable asking) throws IOException {
            asking.run();
            file.link(path);
        }
    },

    /** By a rename that replaces nothing, while a lock file is open that the server opens for one client at a time. */
    LOCK {
        @Override
        void give(RemoteFile file, String path, String lock, Runnable asking) throws IOException {
            try (RemoteFile locked = RemoteFile.locking(file.connection(), lock)) {
                asking.run();
                file.rename(path, false);
            }
        }
    };

    /**
     * Gives a file a name.
     *
     * @param lock the lock file that everybody uses who wants this name
     * @param asking called right before the one request that may succeed without our hearing of it
     * @throws IOException with {@link Status#NAME_COLLISION} if the name is taken, with
     *     {@link Status#SHARING_VIOLATION} if somebody has the lock
     */
    abstract void give(RemoteFile file, String path, String lock, Runnable asking) throws IOException;

    /** Whether a file that got its name has its old one too. */
    boolean keepsOldName() {
        return this == LINK;
    }

    /**
     * Finds out what the server can do.
     *
     * @param free a path that nobody uses, in the store
     * @throws StorageException if it can't create exclusively
     */
    static Exclusion prove(Connection connection, String free, boolean links) throws IOException {
        IOException byLink = links ? LINK.failure(connection, free) : new IOException("links are not to be used");
        if (byLink == null) {
            return LINK;
        }
        IOException byRename = LOCK.failure(connection, free);
        if (byRename == null) {
            return LOCK;
        }
        throw new StorageException(
                "this server can't create exclusively, neither by hard links (" + byLink.getMessage()
                        + ") nor by renaming (" + byRename.getMessage()
                        + "). Put the share on another file system, or reach the NAS by another type of store",
                byRename);
    }

    /** Why it does not work, or null if it does. */
    private @Nullable IOException failure(Connection connection, String free) throws IOException {
        String taken = free + "-name";
        try {
            try (RemoteFile first = RemoteFile.creating(connection, free)) {
                IOException failure = attempt(first, taken, free);
                if (keepsOldName() || failure != null) {
                    first.deleteOnClose();
                }
                if (failure != null) {
                    return failure;
                }
            }
            return refusesTaken(connection, free, taken);
        } finally {
            Share share = new Share(connection);
            share.delete(taken);
            share.delete(free + "-lock");
        }
    }

    private @Nullable IOException attempt(RemoteFile file, String path, String free) throws IOException {
        try {
            give(file, path, free + "-lock", () -> {});
            return null;
        } catch (IOException e) {
            // A server that merely can't just now must not be taken for one that never can: hosts would then
            // exclude each other by different means.
            if (!Status.answered(e) || Status.isPassing(e) || Status.isFull(e)) {
                throw e;
            }
            return e;
        }
    }

    private @Nullable IOException refusesTaken(Connection connection, String free, String taken) throws IOException {
        try (RemoteFile second = RemoteFile.creating(connection, free)) {
            IOException refusal = attempt(second, taken, free);
            if (refusal == null) {
                return new IOException("it replaces what has the name");
            }
            second.deleteOnClose();
            return Status.is(refusal, Status.NAME_COLLISION) ? null : refusal;
        }
    }
}
