package io.kss.core.journal;

import io.kss.core.identity.VmId;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One VM's journal as the objects that it is in the store. */
final class JournalObjects {

    private static final Pattern NAME = Pattern.compile("[0-9]{20}");

    private final StorageBackend backend;
    private final String folder;

    JournalObjects(StorageBackend backend, VmId vm) {
        this.backend = backend;
        this.folder = "vms/" + vm + "/journal";
    }

    /** The stored bytes of an entry, or empty if it is not there. */
    Optional<byte[]> read(long number) throws StorageException {
        ObjectKey key = key(number);
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

    void create(long number, byte[] stored) throws StorageException {
        backend.put(key(number), ObjectSource.of(stored), PutCondition.IF_ABSENT);
    }

    /** The highest number that a listing shows, which may be out of date; 0 if it shows none. */
    long highest() throws StorageException {
        try (Stream<ObjectInfo> found = backend.list(folder + "/")) {
            return found.map(object -> object.key().name())
                    .filter(name -> NAME.matcher(name).matches())
                    .mapToLong(Long::parseLong)
                    .max()
                    .orElse(0);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof StorageException failure) {
                throw failure;
            }
            throw e;
        }
    }

    String name(long number) {
        return key(number).value();
    }

    String folder() {
        return folder;
    }

    String store() {
        return backend.displayName();
    }

    private ObjectKey key(long number) {
        return new ObjectKey(folder + "/" + String.format(Locale.ROOT, "%020d", number));
    }
}
