package io.kss.spi.storage;

import org.jspecify.annotations.Nullable;

/** An exclusive create found the key taken. */
public final class ObjectExistsException extends StorageException {

    private static final long serialVersionUID = 1;

    public ObjectExistsException(String message) {
        super(message);
    }

    public ObjectExistsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
