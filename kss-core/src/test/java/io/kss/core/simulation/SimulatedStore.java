package io.kss.core.simulation;

import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.tck.storage.MemoryStore;

/** Where a simulation's repository lies. */
public interface SimulatedStore {

    /** What a process on this host reaches it by; not closed by whoever uses it. */
    StorageBackend connect(String host) throws StorageException;

    /** What is there, complete and without any trouble; not closed by whoever uses it. */
    StorageBackend asItIs() throws StorageException;

    /** Listings may lag by so many operations from now on, where the store can do that. */
    void listingsLag(int operations, long seed);

    /** Nothing of the store's own fails any more. */
    void calm();

    /** A store in memory. */
    static SimulatedStore of(MemoryStore store) {
        return new SimulatedStore() {
            @Override
            public StorageBackend connect(String host) {
                return store.connect();
            }

            @Override
            public StorageBackend asItIs() {
                MemoryStore copy = new MemoryStore();
                copy.restore(store.snapshot());
                return copy.connect();
            }

            @Override
            public void listingsLag(int operations, long seed) {
                store.setStaleListings(operations, seed);
            }

            @Override
            public void calm() {
                store.setStaleListings(0, 0);
                store.setCapacity(Long.MAX_VALUE);
            }
        };
    }
}
