package io.kss.core;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ForwardingBackend;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/** A store that counts the bytes of objects that go to and fro. */
final class CountingBackend extends ForwardingBackend {

    private final AtomicLong read = new AtomicLong();
    private final AtomicLong written = new AtomicLong();

    CountingBackend(StorageBackend backend) {
        super(backend);
    }

    long read() {
        return read.get();
    }

    long written() {
        return written.get();
    }

    @Override
    public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        written.addAndGet(source.length());
        delegate().put(key, source, condition);
    }

    @Override
    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
        try (InputStream content = delegate().read(key, range)) {
            byte[] bytes = content.readAllBytes();
            read.addAndGet(bytes.length);
            return new ByteArrayInputStream(bytes);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException("reading " + key + " failed", e);
        }
    }
}
