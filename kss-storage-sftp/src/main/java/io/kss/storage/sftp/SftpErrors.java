package io.kss.storage.sftp;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;

/**
 * Tells what a failure means. OpenSSH calls most of them just "Failure", so after one the server is asked for the state of
 * its file system.
 */
final class SftpErrors {

    private static final long HARDLY_ANY_ROOM = 64 << 10;

    private final String store;
    private final String root;
    private final ConnectionPool pool;

    SftpErrors(String store, String root, ConnectionPool pool) {
        this.store = store;
        this.root = root;
        this.pool = pool;
    }

    /** The fitting exception for a failure while doing something that needed no room. */
    StorageException explain(String doing, IOException e) {
        return explain(doing, e, 0);
    }

    /** @param needed how many bytes were to be written; 0 for none */
    StorageException explain(String doing, IOException e, long needed) {
        if (e instanceof StorageException known) {
            return known;
        }
        if (pool.isClosed()) {
            return new StorageException(store + ": this store is closed; can't " + doing, e);
        }
        if (e instanceof InterruptedIOException) {
            Thread.currentThread().interrupt();
            return new TransientStorageException(store + ": interrupted while trying to " + doing, e);
        }
        String message = store + ": can't " + doing + ": " + e.getMessage();
        return e instanceof Refused refused
                ? refused(message, refused, needed)
                : new TransientStorageException(message, e);
    }

    /** For a failure after the request that makes an object visible may have reached the server. */
    OutcomeUnknownException unknown(String doing, IOException e) {
        if (e instanceof InterruptedIOException) {
            Thread.currentThread().interrupt();
        }
        return new OutcomeUnknownException(
                store + ": it is not known whether the server could still " + doing + ": " + e.getMessage(), e);
    }

    private StorageException refused(String message, Refused e, long needed) {
        return switch (e.code()) {
            case PERMISSION_DENIED, WRITE_PROTECT, CANNOT_DELETE -> denied(message, e);
            case NO_SPACE_ON_FILESYSTEM, QUOTA_EXCEEDED -> full(message, e);
            case NO_CONNECTION, CONNECITON_LOST -> new TransientStorageException(message, e);
            case FAILURE -> needed > 0 ? unspecified(message, e, needed) : new StorageException(message, e);
            default -> new StorageException(message, e);
        };
    }

    private StorageException unspecified(String message, Refused e, long needed) {
        Optional<SftpSession.Room> room = room();
        if (room.isPresent() && room.get().readOnly()) {
            return denied(message + " (its file system is mounted read-only)", e);
        }
        if (room.isPresent() && room.get().space().free() < needed + HARDLY_ANY_ROOM) {
            return full(message, e);
        }
        return new StorageException(message + " (the server gives no reason; look for a quota, and into its log)", e);
    }

    private static AccessDeniedStorageException denied(String message, Refused e) {
        return new AccessDeniedStorageException(
                message + " (check the owner and rights of the folder on the server, and whether it is read-only)", e);
    }

    private static StoreFullException full(String message, Refused e) {
        return new StoreFullException(message + ": no room is left (free some there and repeat)", e);
    }

    private Optional<SftpSession.Room> room() {
        try {
            SftpSession session = pool.lease();
            try {
                return session.room(root);
            } finally {
                pool.release(session);
            }
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
