package io.kss.spi.storage;

import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;

/** Does everything as another backend does; a subclass changes what it is about. As thread-safe as the other one. */
public abstract class ForwardingBackend implements StorageBackend {

    private final StorageBackend delegate;

    /** @param delegate the other one, which is closed with this one */
    protected ForwardingBackend(StorageBackend delegate) {
        this.delegate = delegate;
    }

    /** The other one. */
    protected final StorageBackend delegate() {
        return delegate;
    }

    @Override
    public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        delegate.put(key, source, condition);
    }

    @Override
    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
        return delegate.read(key, range);
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
