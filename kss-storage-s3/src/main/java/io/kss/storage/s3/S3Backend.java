package io.kss.storage.s3;

import io.kss.spi.config.ConfigException;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreSpace;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A store in a bucket: each object is an object there. An exclusive create is one request with {@code If-None-Match: *};
 * only objects that are too large for one request are sent in parts.
 */
final class S3Backend implements StorageBackend {

    private static final Duration STALE = Duration.ofDays(7);
    private static final long LARGEST_SINGLE_PUT = 64 << 20;

    private final S3Session session;
    private final SinglePut singlePut;
    private final MultipartPut multipartPut;
    private final ConditionProof proof;
    private final ObjectReader reader;

    private S3Backend(S3Session session) {
        this.session = session;
        this.singlePut = new SinglePut(session);
        this.multipartPut = new MultipartPut(session, new StaleUploads(session, STALE));
        this.proof = new ConditionProof(session, singlePut);
        this.reader = new ObjectReader(session);
    }

    /** @throws StorageException if the bucket can't be reached or listed */
    static S3Backend open(S3Settings settings) throws ConfigException, StorageException {
        return new S3Backend(S3Session.open(settings));
    }

    @Override
    public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        session.requireOpen();
        if (condition == PutCondition.IF_ABSENT) {
            if (source.length() > LARGEST_SINGLE_PUT) {
                throw new StorageException(session.place() + ": can't create " + key + " exclusively: it has "
                        + source.length() + " bytes, and that is safe only up to " + LARGEST_SINGLE_PUT);
            }
            proof.require();
        }
        if (source.length() > LARGEST_SINGLE_PUT) {
            multipartPut.put(key, source);
        } else {
            singlePut.put(key, source, condition);
        }
    }

    @Override
    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
        return reader.read(key, range);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        return reader.stat(key);
    }

    @Override
    public Stream<ObjectInfo> list(String prefix) throws StorageException {
        return StreamSupport.stream(new Listing(session, ObjectKey.requirePrefix(prefix)), false);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        reader.delete(key);
    }

    /** The protocol knows no size of a bucket. */
    @Override
    public Optional<StoreSpace> space() throws StorageException {
        session.requireOpen();
        return Optional.empty();
    }

    @Override
    public String displayName() {
        return session.place().toString();
    }

    @Override
    public String toString() {
        return displayName();
    }

    @Override
    public void close() {
        session.close();
    }
}
