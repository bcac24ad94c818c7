package io.kss.spi.storage;

import org.jspecify.annotations.Nullable;

/** There is no object with this key. */
public final class ObjectNotFoundException extends StorageException {

    private static final long serialVersionUID = 1;

    public ObjectNotFoundException(String message) {
        super(message);
    }

    public ObjectNotFoundException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
