package io.kss.spi.tck.storage;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Ranges of objects held in memory. */
final class ObjectBytes {

    private ObjectBytes() {}

    /** Reads a range of an object as it is after some damage. */
    static InputStream read(StorageBackend store, ObjectKey key, Damage damage, ByteRange range)
            throws StorageException {
        try (InputStream whole = store.read(key, ByteRange.ALL)) {
            return slice(key, damage.applyTo(whole.readAllBytes()), range);
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException("can't read " + key, e);
        }
    }

    /** The bytes of a range. */
    static InputStream slice(ObjectKey key, byte[] bytes, ByteRange range) throws StoreCorruptException {
        long end = range.toEnd() ? bytes.length : range.offset() + range.length();
        if (range.offset() > bytes.length || end > bytes.length) {
            throw new StoreCorruptException("object " + key + " has " + bytes.length
                    + " bytes, which is too short to read from " + range.offset() + " to " + end);
        }
        return new ByteArrayInputStream(bytes, (int) range.offset(), (int) (end - range.offset()));
    }
}
