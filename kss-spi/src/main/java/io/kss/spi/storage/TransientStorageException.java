package io.kss.spi.storage;

import org.jspecify.annotations.Nullable;

/** The operation had no effect, and trying again makes sense: connection lost, server busy. */
public final class TransientStorageException extends StorageException {

    private static final long serialVersionUID = 1;

    public TransientStorageException(String message) {
        super(message);
    }

    public TransientStorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
