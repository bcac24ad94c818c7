package io.kss.storage.s3;

import io.kss.spi.config.ConfigException;
import io.kss.spi.storage.StorageException;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/** One open store: makes requests, and tells what their failures mean. Thread-safe. */
final class S3Session implements AutoCloseable {

    private final Place place;
    private final S3Clients clients;
    private final RequestWatch watch;
    private final S3Errors errors;
    private volatile boolean closed;

    private S3Session(Place place, S3Clients clients, RequestWatch watch) {
        this.place = place;
        this.clients = clients;
        this.watch = watch;
        this.errors = new S3Errors(place);
    }

    /** @throws StorageException if the bucket can't be reached or listed */
    static S3Session open(S3Settings settings) throws ConfigException, StorageException {
        RequestWatch watch = new RequestWatch(settings.timeout());
        S3Session session;
        try {
            session = new S3Session(settings.place(), S3Clients.create(settings, watch), watch);
        } catch (ConfigException | RuntimeException e) {
            watch.close();
            throw e;
        }
        try {
            session.call(
                    "open the store",
                    client -> client.listObjectsV2(
                            request -> request.bucket(settings.place().bucket())
                                    .prefix(settings.place().prefix())
                                    .maxKeys(1)));
            return session;
        } catch (StorageException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    Place place() {
        return place;
    }

    S3Errors errors() {
        return errors;
    }

    boolean closed() {
        return closed;
    }

    /**
     * A request that changes nothing, or that may be repeated.
     *
     * @param doing ends the sentence "can't …"
     */
    <T> T call(String doing, Function<S3Client, T> request) throws StorageException {
        try {
            return plainly(request);
        } catch (SdkException e) {
            throw explain(doing, e);
        }
    }

    /** A request whose failures the caller explains itself. */
    <T> T plainly(Function<S3Client, T> request) throws StorageException {
        return run(clients::usual, request);
    }

    /** The same, for a request with an empty body. */
    <T> T unchunked(Function<S3Client, T> request) throws StorageException {
        return run(clients::unchunked, request);
    }

    private <T> T run(Supplier<S3Client> client, Function<S3Client, T> request) throws StorageException {
        requireOpen();
        try {
            return request.apply(client.get());
        } catch (IllegalStateException e) {
            // What the connection pool says when it was shut down meanwhile.
            requireOpen();
            throw e;
        }
    }

    StorageException explain(String doing, Exception e) {
        return closed ? closedFailure() : errors.explain(doing, e);
    }

    void requireOpen() throws StorageException {
        if (closed) {
            throw closedFailure();
        }
    }

    private StorageException closedFailure() {
        return new StorageException(place + ": this store is closed");
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            watch.close();
            clients.close();
        }
    }
}
