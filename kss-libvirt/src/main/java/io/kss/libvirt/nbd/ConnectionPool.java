package io.kss.libvirt.nbd;

import io.kss.libvirt.os.Failures;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one server, opened when first needed. A connection that failed is not used again. One is kept open
 * throughout, since the server ends with its last client.
 */
final class ConnectionPool {

    private final Path socket;
    private final NbdConnection keeper;
    private final Semaphore permits;
    private final ConcurrentLinkedDeque<NbdConnection> idle = new ConcurrentLinkedDeque<>();
    private final int limit;
    private volatile boolean closed;

    ConnectionPool(Path socket, NbdConnection keeper, int limit) {
        this.socket = socket;
        this.keeper = keeper;
        this.limit = limit;
        this.permits = new Semaphore(limit);
    }

    void use(String what, Request request) throws HypervisorException {
        acquire();
        try {
            if (closed) {
                throw new IOException("it was closed");
            }
            NbdConnection connection = idle.pollFirst();
            if (connection == null) {
                connection = NbdConnection.open(socket);
            }
            try {
                request.on(connection);
            } catch (IOException | RuntimeException e) {
                discard(connection, e);
                throw e;
            }
            idle.addFirst(connection);
        } catch (IOException e) {
            throw Failures.of(what, e);
        } finally {
            permits.release();
        }
    }

    /** Waits for running requests, then closes all. */
    void close() throws IOException {
        permits.acquireUninterruptibly(limit);
        closed = true;
        permits.release(limit);
        @Nullable IOException failure = null;
        for (NbdConnection connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            failure = closed(connection, failure);
        }
        failure = closed(keeper, failure);
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable IOException closed(NbdConnection connection, @Nullable IOException before) {
        try {
            connection.close();
            return before;
        } catch (IOException e) {
            return before == null ? e : before;
        }
    }

    private static void discard(NbdConnection connection, Exception cause) {
        try {
            connection.abandon();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void acquire() throws HypervisorException {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HypervisorException(Reason.FAILED, "interrupted while waiting for a disk image", e);
        }
    }

    /** What is done with one connection. */
    @FunctionalInterface
    interface Request {
        void on(NbdConnection connection) throws IOException;
    }
}
