package io.kss.core.repository;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads objects that fit into memory. */
final class SmallObjects {

    private SmallObjects() {}

    /** All bytes of an object, or empty if it is not there. */
    static Optional<byte[]> read(StorageBackend backend, ObjectKey key) throws StorageException {
        try (InputStream stream = backend.read(key, ByteRange.ALL)) {
            return Optional.of(stream.readAllBytes());
        } catch (ObjectNotFoundException e) {
            return Optional.empty();
        } catch (StorageException e) {
            throw e;
        } catch (IOException e) {
            throw new StorageException("Reading " + key + " failed: " + e.getMessage(), e);
        }
    }
}
