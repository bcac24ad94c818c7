package io.kss.core.storage;

import io.kss.spi.storage.StorageBackend;
import io.kss.spi.tck.storage.MemoryStore;
import io.kss.spi.tck.storage.StorageBackendContract;
import java.util.Random;

/** Through all decorators a store still keeps the contract. */
class DecoratedBackendTest extends StorageBackendContract {

    private final MemoryStore store = new MemoryStore();
    private final ByteCounts counts = new ByteCounts();
    private final BandwidthLimit limit = new BandwidthLimit(10L << 30);

    @Override
    protected StorageBackend open() {
        StorageBackend metered = limit.throttling(counts.counting(store.connect()));
        return new RetryingBackend(metered, RetryPolicy.DEFAULT, Sleeper.SYSTEM, new Random(1));
    }
}
