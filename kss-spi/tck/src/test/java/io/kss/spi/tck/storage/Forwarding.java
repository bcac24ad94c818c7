package io.kss.spi.tck.storage;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreSpace;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;

/** A backend that is as good as another one, until a subclass spoils it. */
class Forwarding implements StorageBackend {

    final StorageBackend good;

    Forwarding(StorageBackend good) {
        this.good = good;
    }

    @Override
    public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        good.put(key, source, condition);
    }

    @Override
    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
        return good.read(key, range);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        return good.stat(key);
    }

    @Override
    public Stream<ObjectInfo> list(String prefix) throws StorageException {
        return good.list(prefix);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        good.delete(key);
    }

    @Override
    public Optional<StoreSpace> space() throws StorageException {
        return good.space();
    }

    @Override
    public String displayName() {
        return good.displayName();
    }

    @Override
    public void close() throws StorageException {
        good.close();
    }
}
