package io.kss.core.simulation;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreSpace;
import io.kss.spi.tck.storage.SimulatedCrash;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;

/** A connection whose crash is that of its whole process; never closed, as what it sent late may still land. */
final class MortalBackend implements StorageBackend {

    private final StorageBackend delegate;
    private final KssRun run;

    MortalBackend(StorageBackend delegate, KssRun run) {
        this.delegate = delegate;
        this.run = run;
    }

    @Override
    public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        Object unused = mortal(() -> {
            delegate.put(key, source, condition);
            return key;
        });
    }

    @Override
    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
        return mortal(() -> delegate.read(key, range));
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        return mortal(() -> delegate.stat(key));
    }

    @Override
    public Stream<ObjectInfo> list(String prefix) throws StorageException {
        return mortal(() -> delegate.list(prefix));
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        Object unused = mortal(() -> {
            delegate.delete(key);
            return key;
        });
    }

    @Override
    public Optional<StoreSpace> space() throws StorageException {
        return mortal(delegate::space);
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
    public void close() {}

    private <T> T mortal(Effect<T> effect) throws StorageException {
        run.requireAlive();
        try {
            return effect.happen();
        } catch (SimulatedCrash crash) {
            run.host().crash();
            throw crash;
        }
    }

    private interface Effect<T> {
        T happen() throws StorageException;
    }
}
