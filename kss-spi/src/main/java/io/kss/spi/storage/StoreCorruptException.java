package io.kss.spi.storage;

import org.jspecify.annotations.Nullable;

/** The store gave bytes that can't be right: an object shorter than it should be, a reply that makes no sense. */
public final class StoreCorruptException extends StorageException {

    private static final long serialVersionUID = 1;

    public StoreCorruptException(String message) {
        super(message);
    }

    public StoreCorruptException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
