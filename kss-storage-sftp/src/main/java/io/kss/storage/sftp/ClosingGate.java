package io.kss.storage.sftp;

import io.kss.spi.storage.StorageException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Lets objects be named until the store closes, which first waits for those that are being named. Thread-safe. */
final class ClosingGate {

    /** After that a server counts as silent, and the names it has yet to give as unknown. */
    private static final long PATIENCE_SECONDS = 5;

    private final String store;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile boolean closed;

    ClosingGate(String store) {
        this.store = store;
    }

    void enter() throws StorageException {
        lock.readLock().lock();
        if (closed) {
            lock.readLock().unlock();
            throw new StorageException(store + ": this store is closed");
        }
    }

    void leave() {
        lock.readLock().unlock();
    }

    /** Lets nobody in any more, and waits for those inside. An interrupt ends the waiting. */
    void close() {
        closed = true;
        try {
            if (lock.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                lock.writeLock().unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
