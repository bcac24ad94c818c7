package io.kss.storage.s3;

import io.kss.spi.storage.StorageBackend;
import io.kss.spi.tck.storage.StorageBackendContract;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;

/** The whole contract, each test under a prefix of its own in one bucket. */
abstract class S3StoreContract extends StorageBackendContract {

    private static final AtomicInteger TESTS = new AtomicInteger();

    private String prefix = "";

    abstract S3Account account();

    @BeforeEach
    void choosePrefix() {
        prefix = "tests/" + TESTS.incrementAndGet();
    }

    @Override
    protected StorageBackend open() throws Exception {
        return new S3Provider().open(account().config(prefix, Map.of()));
    }

    @Override
    protected Optional<String> secret() {
        return Optional.of(account().secretKey());
    }

    @Override
    protected List<FailingAttempt> failingAttempts() {
        return List.of(
                () -> new S3Provider().open(account().withSecret("wrong").config(prefix, Map.of())),
                () -> new S3Provider().open(account().through(1).config(prefix, Map.of())),
                () -> new S3Provider().open(account().config(prefix, Map.of("bucket", "missing"))),
                () -> new S3Provider().open(account().config(prefix, Map.of("access-key", "unknown"))));
    }
}
