package com.example.kss.webdav;

import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/** Sends requests, each of them once, and says what its failure means. Thread-safe. */
final class Server {

    /** For an answer to anything but an upload, which may take as long as it takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

    private final URI folder;
    private final Optional<String> authorization;
    private final HttpClient client;
    private final Set<CompletableFuture<?>> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Server(URI folder, Optional<Credentials> credentials) {
        this.folder = folder;
        this.authorization = credentials.map(Credentials::header);
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    String displayName() {
        return folder.toString();
    }

    /** The address of something in the folder; legal keys need no escapes. */
    URI uri(String path) {
        return folder.resolve(path);
    }

    HttpRequest.Builder request(String method, String path) {
        return request(method, path, BodyPublishers.noBody());
    }

    HttpRequest.Builder request(String method, String path, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method, body);
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    /**
     * Sends a request that changes nothing, or that may be sent again.
     *
     * @throws TransientStorageException if there is no answer
     */
    <T> HttpResponse<T> ask(HttpRequest.Builder request, BodyHandler<T> handler) throws StorageException {
        return send(request, handler, true);
    }

    /**
     * Sends a request that may make an object visible.
     *
     * @throws TransientStorageException if it was certainly not sent
     * @throws OutcomeUnknownException if it may have been, and there is no answer
     */
    <T> HttpResponse<T> change(HttpRequest.Builder request, BodyHandler<T> handler) throws StorageException {
        return send(request, handler, false);
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler, boolean harmless)
            throws StorageException {
        return start(request.timeout(PATIENCE), handler).await(harmless);
    }

    /** Sends a request without waiting for the answer. */
    <T> Pending<T> start(HttpRequest.Builder builder, BodyHandler<T> handler) throws StorageException {
        HttpRequest request = builder.build();
        if (Thread.currentThread().isInterrupted()) {
            throw new TransientStorageException("interrupted before a " + request.method());
        }
        synchronized (this) {
            requireOpen();
            CompletableFuture<HttpResponse<T>> future = client.sendAsync(request, handler);
            running.add(future);
            return new Pending<>(request, future);
        }
    }

    /** A request that is under way. */
    final class Pending<T> {

        private final HttpRequest request;
        private final CompletableFuture<HttpResponse<T>> future;

        private Pending(HttpRequest request, CompletableFuture<HttpResponse<T>> future) {
            this.request = request;
            this.future = future;
        }

        void whenOver(Runnable action) {
            CompletableFuture<?> unused = future.whenComplete((response, failure) -> action.run());
        }

        void cancel() {
            future.cancel(true);
            running.remove(future);
        }

        /** The answer; {@code harmless} as for {@link #ask}. */
        HttpResponse<T> await(boolean harmless) throws StorageException {
            try {
                return future.get();
            } catch (InterruptedException e) {
                future.cancel(true);
                Thread.currentThread().interrupt();
                throw noAnswer(request, "interrupted", e, harmless);
            } catch (ExecutionException e) {
                requireOpen();
                Throwable cause = e.getCause() == null ? e : e.getCause();
                boolean neverSent = cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException;
                throw noAnswer(request, cause.toString(), cause, harmless || neverSent);
            } catch (CancellationException e) {
                requireOpen();
                throw noAnswer(request, "cancelled", e, harmless);
            } finally {
                running.remove(future);
            }
        }
    }

    private StorageException noAnswer(HttpRequest request, String reason, Throwable cause, boolean harmless) {
        String message = "no answer from " + displayName() + " to a " + request.method() + ": " + reason;
        return harmless ? new TransientStorageException(message, cause) : new OutcomeUnknownException(message, cause);
    }

    void requireOpen() throws StorageException {
        if (closed) {
            throw new StorageException("the store " + displayName() + " is closed");
        }
    }

    /** Ends whatever is under way. */
    synchronized void close() {
        closed = true;
        running.forEach(future -> future.cancel(true));
    }

    /** What the end of a stream in mid-answer means. */
    StorageException broken(IOException failure) {
        // The HTTP client wraps the interrupt of a thread that waits for bytes, and forgets the flag.
        if (failure instanceof InterruptedIOException || failure.getCause() instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        if (closed) {
            return new StorageException("the store " + displayName() + " is closed", failure);
        }
        return new TransientStorageException("the answer of " + displayName() + " broke off: " + failure, failure);
    }
}
