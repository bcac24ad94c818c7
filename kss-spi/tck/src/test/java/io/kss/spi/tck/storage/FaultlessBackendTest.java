package io.kss.spi.tck.storage;

import io.kss.spi.storage.StorageBackend;

/** Without faults the decorator is a backend like any other. */
class FaultlessBackendTest extends StorageBackendContract {

    private final MemoryStore store = new MemoryStore();

    @Override
    protected StorageBackend open() {
        return new FaultyBackend(store.connect(), FaultPlan.none());
    }

    @Override
    protected long largeObjectSize() {
        return 5 << 20;
    }
}
