package io.kss.spi.tck.storage;

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
import io.kss.spi.storage.TransientStorageException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;

/** A connection to a {@link MemoryStore}. */
public final class MemoryBackend implements StorageBackend {

    private final MemoryStore store;
    private volatile boolean closed;

    MemoryBackend(MemoryStore store) {
        this.store = store;
    }

    @Override
    public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        checkOpen();
        store.put(this, key, bytesOf(source), condition, () -> !closed);
    }

    private static byte[] bytesOf(ObjectSource source) throws StorageException {
        try (SourceStream in = SourceStream.open(source)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] buffer = new byte[(int) Math.min(64 << 10, source.length() + 1)];
            for (int count = in.read(buffer, 0, buffer.length); count >= 0; count = in.read(buffer, 0, buffer.length)) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new TransientStorageException("memory: interrupted during a put");
                }
                bytes.write(buffer, 0, count);
            }
            return bytes.toByteArray();
        }
    }

    @Override
    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
        checkOpen();
        byte[] bytes =
                store.find(key).orElseThrow(() -> new ObjectNotFoundException("memory: there is no object " + key));
        return ObjectBytes.slice(key, bytes, range);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        checkOpen();
        return store.find(key).map(bytes -> new ObjectInfo(key, bytes.length));
    }

    @Override
    public Stream<ObjectInfo> list(String prefix) throws StorageException {
        checkOpen();
        return store.list(this, ObjectKey.requirePrefix(prefix)).stream();
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        checkOpen();
        store.delete(key);
    }

    @Override
    public Optional<StoreSpace> space() throws StorageException {
        checkOpen();
        return store.space();
    }

    @Override
    public String displayName() {
        return "memory";
    }

    @Override
    public String toString() {
        return displayName();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void checkOpen() throws StorageException {
        if (closed) {
            throw new StorageException("memory: this connection is closed");
        }
    }
}
