package io.kss.core.storage;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ForwardingBackend;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;

/** A store whose objects' bytes are metered on their way up and down. */
final class MeteredBackend extends ForwardingBackend {

    private final ByteMeter up;
    private final ByteMeter down;

    MeteredBackend(StorageBackend delegate, ByteMeter up, ByteMeter down) {
        super(delegate);
        this.up = up;
        this.down = down;
    }

    @Override
    public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        delegate().put(key, metered(source), condition);
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
        return new MeteredStream(delegate().read(key, range), down);
    }
}
