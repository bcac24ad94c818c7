package io.kss.spi.tck.storage;

import io.kss.spi.storage.StorageBackend;

class MemoryBackendTest extends StorageBackendContract {

    private final MemoryStore store = new MemoryStore();

    @Override
    protected StorageBackend open() {
        return store.connect();
    }
}
