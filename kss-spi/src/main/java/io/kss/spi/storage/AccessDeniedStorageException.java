package io.kss.spi.storage;

import org.jspecify.annotations.Nullable;

/** The store knows us too little: wrong credentials, missing rights, or a read-only store. */
public final class AccessDeniedStorageException extends StorageException {

    private static final long serialVersionUID = 1;

    public AccessDeniedStorageException(String message) {
        super(message);
    }

    public AccessDeniedStorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
