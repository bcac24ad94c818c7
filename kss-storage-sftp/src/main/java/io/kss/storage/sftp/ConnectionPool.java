package io.kss.storage.sftp;

import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lends out sessions, each to one thread at a time: on the least busy of a few connections, opening connections as long
 * as there are fewer than wanted, and further sessions on them after that. Connections known to be dead are replaced.
 * Never makes anybody wait for a session to be given back, so a thread may hold several. Thread-safe.
 */
final class ConnectionPool {

    /** OpenSSH allows ten sessions on a connection. */
    private static final int SESSIONS = 8;

    private static final int ATTEMPTS = 4;

    private final SftpSettings settings;
    private final ConnectErrors errors;
    private final ExecutorService helpers;
    private final List<SshConnection> connections = new ArrayList<>();
    private boolean closed;

    ConnectionPool(SftpSettings settings) {
        this.settings = settings;
        this.errors = new ConnectErrors(settings);
        this.helpers = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "kss-sftp-connect");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A session that is there, or the connection to start one on. */
    private record Plan(Optional<SftpSession> session, SshConnection connection, boolean fresh) {}

    /** A session, to be given back with {@link #release}. */
    SftpSession lease() throws StorageException {
        for (int attempt = 1; ; attempt++) {
            Plan plan = plan();
            if (plan.session().isPresent()) {
                return plan.session().get();
            }
            try {
                return await(CompletableFuture.supplyAsync(() -> start(plan), helpers), plan);
            } catch (StorageException e) {
                checkOpen();
                throw e;
            } catch (IOException | RejectedExecutionException e) {
                checkOpen();
                // Before any request was sent: that connection died, or wants no more sessions; another will do.
                if (attempt == ATTEMPTS) {
                    throw new TransientStorageException(
                            settings.displayName() + ": no SFTP session can be started: " + e.getMessage(), e);
                }
            }
        }
    }

    private synchronized Plan plan() throws StorageException {
        try {
            Optional<Plan> plan = planNow();
            while (plan.isEmpty()) {
                wait();
                plan = planNow();
            }
            return plan.get();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Empty while the connections that are wanted are still being opened. */
    private Optional<Plan> planNow() throws StorageException {
        checkOpen();
        dropDead();
        Optional<SshConnection> best = connections.stream()
                .filter(connection -> connection.ready && connection.busy < connection.limit)
                .min(Comparator.comparingInt(connection -> connection.busy));
        boolean full = connections.size() >= settings.connections();
        if (best.isPresent() && (full || best.get().busy == 0)) {
            SshConnection connection = best.get();
            connection.busy++;
            return Optional.of(new Plan(Optional.ofNullable(connection.idle.poll()), connection, false));
        }
        if (full && connections.stream().anyMatch(connection -> !connection.ready)) {
            return Optional.empty();
        }
        SshConnection connection = new SshConnection(settings, SESSIONS);
        connection.busy = 1;
        connections.add(connection);
        return Optional.of(new Plan(Optional.empty(), connection, true));
    }

    /** Whatever a connection that died by itself may still hold is let go. */
    private void dropDead() {
        List<SshConnection> dead = connections.stream()
                .filter(connection -> connection.ready && !connection.isAlive())
                .toList();
        connections.removeAll(dead);
        dead.forEach(connection -> helpers.execute(connection::kill));
    }

    private SftpSession start(Plan plan) {
        SshConnection connection = plan.connection();
        try {
            if (plan.fresh()) {
                connection.connect();
            }
            SftpSession session = connection.startSession();
            started(connection);
            return session;
        } catch (IOException e) {
            boolean refused = plan.fresh() && connection.isAlive() && !(e instanceof StorageException);
            failed(plan);
            throw new CompletionException(refused ? errors.noSftp(e) : plan.fresh() ? errors.explain(e, false) : e);
        }
    }

    private synchronized void started(SshConnection connection) {
        connection.ready = true;
        notifyAll();
    }

    private void failed(Plan plan) {
        synchronized (this) {
            plan.connection().busy--;
            plan.connection().limit = Math.max(1, plan.connection().busy);
            if (plan.fresh()) {
                connections.remove(plan.connection());
            }
            notifyAll();
        }
        if (plan.fresh()) {
            plan.connection().kill();
        }
    }

    private SftpSession await(CompletableFuture<SftpSession> starting, Plan plan) throws IOException {
        try {
            return starting.get(4 * settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (InterruptedException e) {
            var unused = starting.thenAccept(this::release);
            throw interrupted(e);
        } catch (TimeoutException e) {
            plan.connection().kill();
            throw new TransientStorageException(
                    settings.displayName() + ": the server takes too long to start an SFTP session", e);
        }
    }

    private TransientStorageException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new TransientStorageException(
                settings.displayName() + ": interrupted while waiting for a connection", e);
    }

    /** Takes a session back, in whatever state. */
    synchronized void release(SftpSession session) {
        SshConnection connection = session.channel().connection();
        connection.busy--;
        connection.idle.push(session);
        boolean spare = connection.busy == 0 && connections.size() > settings.connections();
        if (!closed && spare) {
            connections.remove(connection);
            helpers.execute(connection::close);
        }
        notifyAll();
    }

    synchronized void checkOpen() throws StorageException {
        if (closed) {
            throw new StorageException(settings.displayName() + ": this store is closed");
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Ends all connections; whoever works on one fails. Idempotent. */
    void close() {
        List<SshConnection> ending;
        synchronized (this) {
            closed = true;
            ending = List.copyOf(connections);
            connections.clear();
            notifyAll();
        }
        for (SshConnection connection : ending) {
            if (connection.busy == 0) {
                connection.close();
            } else {
                connection.kill();
            }
        }
        helpers.shutdown();
    }
}
