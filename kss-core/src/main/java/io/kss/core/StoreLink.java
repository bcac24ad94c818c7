package io.kss.core;

import io.kss.core.chunk.ChunkStore;
import io.kss.core.chunk.IndexCache;
import io.kss.core.failure.Failures;
import io.kss.core.failure.KssException;
import io.kss.core.operation.Store;
import io.kss.core.operation.TransferRecords;
import io.kss.core.progress.ProgressListener;
import io.kss.core.repository.Ambient;
import io.kss.core.repository.Repository;
import io.kss.core.storage.BandwidthLimit;
import io.kss.core.storage.RetryPolicy;
import io.kss.core.storage.RetryingBackend;
import io.kss.core.storecheck.CheckResult;
import io.kss.core.storecheck.StoreCheck;
import io.kss.core.transfer.TransferOptions;
import io.kss.core.workspace.Workspace;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Reaches the store and its repository when they are first needed, and keeps them open. Thread-safe. */
final class StoreLink implements AutoCloseable {

    private final StoreConnector connector;
    private final TransferOptions options;
    private final Optional<BandwidthLimit> bandwidth;
    private final Workspace workspace;
    private final TransferRecords records;
    private final IndexCache cache;
    private final IndexCache manifests;
    private final Ambient ambient;
    private @Nullable StorageBackend backend;
    private @Nullable Store store;

    StoreLink(
            StoreConnector connector,
            TransferOptions options,
            OptionalLong bandwidth,
            Workspace workspace,
            TransferRecords records,
            IndexCache cache,
            IndexCache manifests,
            Ambient ambient) {
        this.connector = connector;
        this.options = options;
        this.bandwidth =
                bandwidth.isPresent() ? Optional.of(new BandwidthLimit(bandwidth.getAsLong())) : Optional.empty();
        this.workspace = workspace;
        this.records = records;
        this.cache = cache;
        this.manifests = manifests;
        this.ambient = ambient;
    }

    String displayName() {
        return connector.displayName();
    }

    /** Creates the repository. */
    synchronized String init() throws KssException, IOException, InterruptedException {
        StorageBackend first = connected();
        try (StorageBackend second = connect()) {
            Repository created = Repository.init(first, second, ambient);
            workspace.rememberRepository(created.id());
            return created.id();
        }
    }

    /** Shows what the store can do, with a repository on it or none. */
    CheckResult check(ProgressListener progress) throws StorageException, InterruptedException {
        return new StoreCheck(this::connect, options, ambient.ids(), progress).run();
    }

    /** The store with its repository. */
    synchronized Store open() throws KssException, IOException {
        if (store == null) {
            StorageBackend connected = connected();
            Optional<String> known = workspace.repositoryId();
            Repository repository = Repository.open(connected, known, ambient);
            if (known.isEmpty()) {
                workspace.rememberRepository(repository.id());
            }
            store = new Store(
                    repository.withManifestCache(manifests),
                    new ChunkStore(connected, ambient.ids(), cache),
                    options,
                    records);
        }
        return store;
    }

    private StorageBackend connected() throws StorageException {
        if (backend == null) {
            backend = connect();
        }
        return backend;
    }

    private StorageBackend connect() throws StorageException {
        StorageBackend raw = connector.connect();
        StorageBackend limited = bandwidth.isPresent() ? bandwidth.get().throttling(raw) : raw;
        return new RetryingBackend(limited, RetryPolicy.DEFAULT, this::pause, new Random());
    }

    private void pause(Duration pause) throws InterruptedException {
        try {
            ambient.sleeper().sleep(pause.toMillis());
        } catch (InterruptedIOException e) {
            throw new InterruptedException(e.getMessage());
        }
    }

    static TransferOptions options(TransferSettings settings) {
        TransferOptions options = TransferOptions.defaults().withConnections(settings.connections());
        return settings.compression().isPresent()
                ? options.withCompressionLevel(settings.compression().getAsInt())
                : options;
    }

    /** What a failure of the store means to a user. */
    KssException explain(StorageException failure) {
        return Failures.of(failure, displayName());
    }

    @Override
    public synchronized void close() {
        if (backend != null) {
            try {
                backend.close();
            } catch (StorageException e) {
                // Nothing is under way any more: what a close can't do changes nothing.
                org.slf4j.LoggerFactory.getLogger(StoreLink.class).debug("closing the store failed", e);
            }
            backend = null;
            store = null;
        }
    }
}
