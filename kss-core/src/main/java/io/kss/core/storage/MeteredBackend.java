package io.kss.core.storage;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreSpace;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;

/** A store whose objects' bytes are metered on their way up and down. */
final class MeteredBackend implements StorageBackend {

    private final StorageBackend delegate;
    private final ByteMeter up;
    private final ByteMeter down;

    MeteredBackend(StorageBackend delegate, ByteMeter up, ByteMeter down) {
        this.delegate = delegate;
        this.up = up;
        this.down = down;
    }

    @Override
    public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        delegate.put(key, metered(source), condition);
    }

    private ObjectSource metered(ObjectSource source) {
        return new ObjectSource() {
            @Override
            public long length() {
                return source.length();
            }

            @Override
            public InputStream open() throws IOException {
                return new MeteredStream(source.open(), up);
            }
        };
    }

    @Override
    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
        return new MeteredStream(delegate.read(key, range), down);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        return delegate.stat(key);
    }

    @Override
    public Stream<ObjectInfo> list(String prefix) throws StorageException {
        return delegate.list(prefix);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        delegate.delete(key);
    }

    @Override
    public Optional<StoreSpace> space() throws StorageException {
        return delegate.space();
    }

    @Override
    public String displayName() {
        return delegate.displayName();
    }

    @Override
    public String toString() {
        return displayName();
    }

    @Override
    public void close() throws StorageException {
        delegate.close();
    }
}
