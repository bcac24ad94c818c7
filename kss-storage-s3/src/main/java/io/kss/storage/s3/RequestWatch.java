package io.kss.storage.s3;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends requests that would go on in vain: their thread was interrupted, the store was closed, or the server has not taken
 * or given a byte for too long. Blocking sockets notice none of that by themselves. Thread-safe.
 */
final class RequestWatch implements AutoCloseable {

    private static final long LOOK_EVERY_MILLIS = 50;

    private final Set<WatchedRequest> live = ConcurrentHashMap.newKeySet();
    private final Duration silence;
    private final Thread watcher;
    private volatile boolean closed;

    /** @param silence how long the server may be silent */
    RequestWatch(Duration silence) {
        this.silence = silence;
        this.watcher = new Thread(this::watch, "kss-s3-watch");
        this.watcher.setDaemon(true);
        this.watcher.start();
    }

    void add(WatchedRequest request) {
        live.add(request);
        if (closed) {
            request.end("the store was closed");
        }
        synchronized (live) {
            live.notifyAll();
        }
    }

    void remove(WatchedRequest request) {
        live.remove(request);
    }

    private void watch() {
        try {
            while (!closed) {
                awaitRequests();
                live.forEach(request -> request.check(silence));
                Thread.sleep(LOOK_EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            // Closed: nothing is left to be watched.
            Thread.currentThread().interrupt();
        }
    }

    private void awaitRequests() throws InterruptedException {
        synchronized (live) {
            while (live.isEmpty()) {
                live.wait();
            }
        }
    }

    /** Ends every request. */
    @Override
    public void close() {
        closed = true;
        live.forEach(request -> request.end("the store was closed"));
        watcher.interrupt();
    }
}
