package io.kss.core.storecheck;

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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A place of its own on the store, with several connections to it. Remembers what was put there, and takes it away. */
final class Probe {

    private final List<StorageBackend> connections;
    private final ObjectKey folder;
    private final Set<ObjectKey> made = ConcurrentHashMap.newKeySet();

    Probe(List<StorageBackend> connections, ObjectKey folder) {
        this.connections = List.copyOf(connections);
        this.folder = folder;
    }

    List<StorageBackend> connections() {
        return connections;
    }

    /** One of them, counted around. */
    StorageBackend connection(int number) {
        return connections.get(number % connections.size());
    }

    ObjectKey folder() {
        return folder;
    }

    ObjectKey key(String below) {
        return new ObjectKey(folder.value() + "/" + below);
    }

    void put(int connection, ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        made.add(key);
        connection(connection).put(key, source, condition);
    }

    void put(int connection, ObjectKey key, ObjectSource source) throws StorageException {
        put(connection, key, source, PutCondition.ALWAYS);
    }

    /** All bytes, or empty if there is no such object. */
    Optional<byte[]> read(int connection, ObjectKey key) throws StorageException {
        try {
            return Optional.of(read(connection, key, ByteRange.ALL));
        } catch (ObjectNotFoundException e) {
            return Optional.empty();
        }
    }

    byte[] read(int connection, ObjectKey key, ByteRange range) throws StorageException {
        try (InputStream stream = connection(connection).read(key, range)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw storage(e);
        }
    }

    Set<String> list(int connection, String prefix) throws StorageException {
        return objects(connection, prefix).stream()
                .map(object -> object.key().value())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    List<ObjectInfo> objects(int connection, String prefix) throws StorageException {
        try (Stream<ObjectInfo> objects = connection(connection).list(prefix)) {
            return objects.toList();
        } catch (UncheckedIOException e) {
            throw storage(e.getCause() == null ? new IOException(e) : e.getCause());
        }
    }

    /** Takes away everything that was put here, whether the store lists it or not, and fails afterwards if it could not. */
    void clean() throws StorageException {
        Set<ObjectKey> keys = new TreeSet<>(made);
        objects(0, folder.value() + "/").forEach(object -> keys.add(object.key()));
        StorageException first = null;
        for (ObjectKey key : keys) {
            try {
                connection(0).delete(key);
            } catch (StorageException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    static StorageException storage(IOException failure) {
        return failure instanceof StorageException known
                ? known
                : new StorageException(String.valueOf(failure.getMessage()), failure);
    }
}
