package io.kss.core;

import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;

/**
 * Reaches a store when it is needed, so that work which does not need it goes on while the store is away. Called at most
 * once until it succeeds; the backend is closed by its user.
 */
public interface StoreConnector {

    /** Opens the store. */
    StorageBackend connect() throws StorageException;

    /** Where the store is, for messages; without secrets. */
    String displayName();
}
