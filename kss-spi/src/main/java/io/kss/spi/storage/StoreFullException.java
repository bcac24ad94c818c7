package io.kss.spi.storage;

import org.jspecify.annotations.Nullable;

/** The store has no room, or a quota is used up. */
public final class StoreFullException extends StorageException {

    private static final long serialVersionUID = 1;

    public StoreFullException(String message) {
        super(message);
    }

    public StoreFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
