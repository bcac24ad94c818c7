package io.kss.spi.tck.storage;

import io.kss.spi.storage.StorageBackend;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The contract on a store with a flaw. Its name keeps it out of the ordinary run. */
final class FlawedStore extends StorageBackendContract {

    /** Set before each run; one run at a time. */
    static UnaryOperator<StorageBackend> flaw = UnaryOperator.identity();

    private final MemoryStore store = new MemoryStore();

    @Override
    protected StorageBackend open() {
        return flaw.apply(store.connect());
    }

    @Override
    protected long largeObjectSize() {
        return 300_000;
    }

    @Override
    protected int manyObjects() {
        return 100;
    }

    @Override
    protected int manyOperations() {
        return 600;
    }

    @Override
    protected Optional<String> secret() {
        return Optional.of("hunter2");
    }
}
