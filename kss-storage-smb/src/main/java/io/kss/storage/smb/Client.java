package io.kss.storage.smb;

import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.util.Optional;
import jcifs.CIFSException;
import jcifs.context.BaseContext;
import jcifs.smb.SmbUnsupportedOperationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections to one share, and the threads that wait on them. Thread-safe. */
final class Client implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Client.class);

    private final Workers workers = new Workers();
    private final BaseContext context;
    private final ConnectionPool connections;

    /** Something to be asked of the share; blocks. */
    @FunctionalInterface
    interface Question<T> {

        T ask(Share share) throws IOException;
    }

    /** Something to be opened by a connection, which it then keeps until it is released; blocks. */
    @FunctionalInterface
    interface Opener<T> {

        T open(Connection connection) throws IOException;
    }

    private Client(SmbSettings settings, BaseContext context) {
        this.context = context;
        this.connections = new ConnectionPool(settings, Contexts.of(settings, context));
    }

    /** Connects for a first time, so that what is wrong shows now. */
    static Client open(SmbSettings settings, SmbErrors errors) throws StorageException {
        JdkCrypto.install();
        try {
            Client client = new Client(settings, Contexts.base(settings, false));
            try {
                client.login(settings, errors);
                Optional<Share.Entry> found = client.ask(share -> share.look(settings.folder()));
                if (found.isPresent() && !found.get().folder()) {
                    throw new StorageException(errors.store() + ": 'path' names a file, not a folder");
                }
                return client;
            } catch (IOException e) {
                client.close();
                throw e;
            }
        } catch (IOException e) {
            throw errors.explain("open the store", e);
        }
    }

    private void login(SmbSettings settings, SmbErrors errors) throws IOException {
        try {
            ask(share -> true);
        } catch (IOException e) {
            boolean denied = Status.isDenied(e) || e instanceof SmbUnsupportedOperationException;
            if (denied && workers.run(() -> Encryption.isDemanded(settings))) {
                throw Encryption.refused(errors.store(), e);
            }
            throw e;
        }
    }

    Workers workers() {
        return workers;
    }

    /** Asks, and waits for the answer. */
    <T> T ask(Question<T> question) throws IOException {
        return workers.run(() -> {
            Connection connection = connections.take();
            try {
                return question.ask(new Share(connection));
            } finally {
                connection.release();
            }
        });
    }

    /** Opens something, and waits for it. */
    <T extends Workers.Releasable> T obtain(Opener<T> opener) throws IOException {
        return workers.obtain(() -> {
            Connection connection = connections.take();
            try {
                return opener.open(connection);
            } catch (IOException | RuntimeException e) {
                connection.release();
                throw e;
            }
        });
    }

    @Override
    public void close() {
        connections.close();
        workers.close();
        try {
            context.close();
        } catch (CIFSException | IllegalStateException e) {
            // The latter where the JVM ends already.
            LOG.debug("can't close", e);
        }
    }
}
