package io.kss.spi.tck.storage;

import io.kss.spi.storage.StorageBackend;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

/**
 * Everything a {@link StorageBackend} must do. Extend it in a test class, open your store in {@link #open}, and every
 * test runs, each on an empty store of its own. Set the store up in a {@code @BeforeEach} method and tear it down in an
 * {@code @AfterEach} method: connections are closed before that.
 */
public abstract class StorageBackendContract {

    /** For subclasses. */
    protected StorageBackendContract() {}

    /**
     * A new connection to the store of the running test. The store is empty when the test begins; every call within
     * the test gives one more connection to that same store. May be called from several threads.
     */
    protected abstract StorageBackend open() throws Exception;

    /** The password or key that {@link #open} uses, in the form in which it must never appear in a message. */
    protected Optional<String> secret() {
        return Optional.empty();
    }

    /**
     * Attempts that fail and might betray the secret: a wrong address, a refused password. Each must throw. They belong
     * to the running test and may break its store.
     */
    protected List<FailingAttempt> failingAttempts() {
        return List.of();
    }

    /** How many bytes the test with a large object stores; less only where a test server has no room. */
    protected long largeObjectSize() {
        return 70L << 20;
    }

    /** How many objects the listing test stores; at least a page and a bit where listings come in pages. */
    protected int manyObjects() {
        return 2500;
    }

    /** How many rounds the test for leaked files and sockets makes. */
    protected int manyOperations() {
        return 2000;
    }

    /** Something that must fail. */
    @FunctionalInterface
    public interface FailingAttempt {

        /** Fails, with an exception that a user would see. */
        void run() throws Exception;
    }

    @Nested
    class ExclusiveCreate extends ExclusiveCreateContract {
        ExclusiveCreate() {
            super(StorageBackendContract.this);
        }
    }

    @Nested
    class Visibility extends VisibilityContract {
        Visibility() {
            super(StorageBackendContract.this);
        }
    }

    @Nested
    class FailingSource extends FailingSourceContract {
        FailingSource() {
            super(StorageBackendContract.this);
        }
    }

    @Nested
    class Reading extends ReadingContract {
        Reading() {
            super(StorageBackendContract.this);
        }
    }

    @Nested
    class Listing extends ListingContract {
        Listing() {
            super(StorageBackendContract.this);
        }
    }

    @Nested
    class Keys extends KeyContract {
        Keys() {
            super(StorageBackendContract.this);
        }
    }

    @Nested
    class Connections extends ConnectionContract {
        Connections() {
            super(StorageBackendContract.this);
        }
    }

    @Nested
    class Interruption extends InterruptionContract {
        Interruption() {
            super(StorageBackendContract.this);
        }
    }
}
