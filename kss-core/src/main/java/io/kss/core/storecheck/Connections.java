package io.kss.core.storecheck;

import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;

/** Opens the store that is to be checked, each time anew. */
@FunctionalInterface
public interface Connections {

    StorageBackend open() throws StorageException;
}
