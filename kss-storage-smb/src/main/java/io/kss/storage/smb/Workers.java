package io.kss.storage.smb;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads that wait for the server in place of the caller's. jcifs takes an interrupt for the end of a request whose
 * answer is still on its way, so the threads that talk to it are never interrupted: a caller who is, leaves, and its request
 * goes on.
 */
final class Workers {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "kss-smb-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    /** Starts work. */
    <T> CompletableFuture<T> start(Callable<T> work) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    result.complete(work.call());
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            throw new IOException("this store is closed", e);
        }
        return result;
    }

    /** Does something once other work has ended, in whatever way. */
    CompletableFuture<Boolean> after(CompletableFuture<?> work, Runnable next) {
        return work.handleAsync(
                (result, failure) -> {
                    next.run();
                    return true;
                },
                threads);
    }

    /** Does work and waits for it. */
    <T> T run(Callable<T> work) throws IOException {
        return join(start(work));
    }

    /** Gets something that must be closed: also by itself, if nobody waits for it any more. */
    <T extends Releasable> T obtain(Callable<T> work) throws IOException {
        CompletableFuture<T> result = start(work);
        try {
            return join(result);
        } catch (InterruptedIOException e) {
            CompletableFuture<Void> released = result.thenAcceptAsync(Releasable::release, threads);
            LOG.debug("left alone: {}", released);
            throw e;
        }
    }

    /** @throws InterruptedIOException if the caller was interrupted, with its flag set; the work goes on */
    static <T> T join(Future<T> work) throws IOException {
        try {
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException failure) {
                throw failure;
            }
            throw new IOException("the SMB client failed: " + cause, cause);
        }
    }

    /** No new work. What is under way ends with its connection. */
    void close() {
        threads.shutdown();
    }

    /** Holds something of the server. */
    interface Releasable {

        /** Gives it back; blocks, and doesn't fail. */
        void release();
    }
}
