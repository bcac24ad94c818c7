package io.kss.spi.storage;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An operation on a store failed. The subclasses are what a caller can act on; this class itself means "for good, and
 * for no reason known here". Messages name the store or object and the reason, and never contain a secret.
 */
public sealed class StorageException extends IOException
        permits AccessDeniedStorageException,
                ObjectExistsException,
                ObjectNotFoundException,
                OutcomeUnknownException,
                StoreCorruptException,
                StoreFullException,
                TransientStorageException {

    private static final long serialVersionUID = 1;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
