package io.kss.storage.sftp;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.SourceStream;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreSpace;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import net.schmizz.sshj.sftp.OpenMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a folder of an SFTP server: each object is a file whose path is its key. An object is written to a staging
 * file, forced to the disk, and then gets its name at once: by a hard link if it must be new, else by a rename.
 */
final class SftpBackend implements StorageBackend {

    private static final Logger LOG = LoggerFactory.getLogger(SftpBackend.class);

    private final String name;
    private final String root;
    private final ConnectionPool pool;
    private final SftpErrors errors;
    private final StagingArea staging;
    private final ClosingGate gate;
    private final ObjectNames names;

    private SftpBackend(String name, String root, ConnectionPool pool) {
        this.name = name;
        this.root = root;
        this.pool = pool;
        this.errors = new SftpErrors(name, root, pool);
        this.staging = new StagingArea(root);
        this.gate = new ClosingGate(name);
        this.names = new ObjectNames(name, root, errors, gate);
    }

    /** @throws StorageException if the server can't be reached, or refuses us, or has no such folder */
    static SftpBackend open(SftpSettings settings) throws StorageException {
        ConnectionPool pool = new ConnectionPool(settings);
        try {
            return new SftpBackend(settings.displayName(), RootFolder.find(pool, settings), pool);
        } catch (StorageException | RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    @FunctionalInterface
    private interface Work<T> {

        T on(SftpSession session) throws IOException;
    }

    private <T> T with(String doing, long needed, Work<T> work) throws StorageException {
        SftpSession session = pool.lease();
        try {
            return work.on(session);
        } catch (IOException e) {
            throw errors.explain(doing, e, needed);
        } finally {
            pool.release(session);
        }
    }

    @Override
    public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        with("store " + key, Math.max(1, source.length()), session -> {
            Powers powers = staging.prepare(session);
            if (condition == PutCondition.IF_ABSENT) {
                names.requireFree(session, key);
            }
            try (SourceStream in = SourceStream.open(source);
                    StagedFile staged = staging.create(session)) {
                staged.write(in, source.length());
                names.give(session, staged, key, condition, powers);
            }
            return key;
        });
    }

    @Override
    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
        String object = "object " + key;
        SftpSession session = pool.lease();
        RangeStream stream = null;
        try {
            stream = open(session, key, name + ": " + object, range);
            return stream;
        } catch (Refused e) {
            throw e.notFound()
                    ? new ObjectNotFoundException(name + ": there is no object " + key, e)
                    : errors.explain("read " + object, e);
        } catch (IOException e) {
            throw errors.explain("read " + object, e);
        } finally {
            if (stream == null) {
                pool.release(session);
            }
        }
    }

    private RangeStream open(SftpSession session, ObjectKey key, String object, ByteRange range) throws IOException {
        byte[] handle = session.open(names.path(key), OpenMode.READ);
        try {
            return RangeStream.open(pool, errors, session, object, handle, range, RangeStream.LARGEST_READ);
        } catch (IOException e) {
            closeQuietly(session, handle);
            throw e;
        }
    }

    static void closeQuietly(SftpSession session, byte[] handle) {
        try {
            if (session.channel().connection().isAlive()) {
                session.sendClose(handle);
            }
        } catch (IOException e) {
            LOG.debug("the server closes what is open at the end of the connection", e);
        }
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        return with("look at " + key, 0, session -> session.look(names.path(key)))
                .filter(SftpSession::isObject)
                .map(file -> new ObjectInfo(key, file.getSize()));
    }

    @Override
    public Stream<ObjectInfo> list(String prefix) throws StorageException {
        ObjectKey.requirePrefix(prefix);
        pool.checkOpen();
        return StreamSupport.stream(new SftpListing(pool, errors, root, prefix), false);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        with("delete " + key, 0, session -> {
            try {
                session.channel().awaitOk(session.sendRemove(names.path(key)));
            } catch (Refused e) {
                if (session.look(names.path(key)).filter(SftpSession::isObject).isPresent()) {
                    throw e;
                }
            }
            return key;
        });
    }

    @Override
    public Optional<StoreSpace> space() throws StorageException {
        return with("measure the room", 0, session -> session.room(root)).map(SftpSession.Room::space);
    }

    @Override
    public String displayName() {
        return name;
    }

    @Override
    public String toString() {
        return displayName();
    }

    @Override
    public void close() {
        gate.close();
        pool.close();
    }
}
