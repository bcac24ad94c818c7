package io.kss.spi.tck.storage;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/** What the groups of the contract have in common. Closes their connections before the store is torn down. */
abstract class ContractGroup {

    final StorageBackendContract contract;
    private final List<StorageBackend> connections = Collections.synchronizedList(new ArrayList<>());

    ContractGroup(StorageBackendContract contract) {
        this.contract = contract;
    }

    @AfterEach
    void closeConnections() throws Exception {
        for (StorageBackend connection : connections) {
            connection.close();
        }
    }

    StorageBackend connect() throws Exception {
        StorageBackend connection = contract.open();
        connections.add(connection);
        return connection;
    }

    List<StorageBackend> connect(int count) throws Exception {
        List<StorageBackend> opened = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            opened.add(connect());
        }
        return opened;
    }

    static ObjectKey key(String value) {
        return new ObjectKey(value);
    }

    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static void put(StorageBackend store, ObjectKey key, byte[] bytes) throws IOException {
        store.put(key, ObjectSource.of(bytes), PutCondition.ALWAYS);
    }

    static void create(StorageBackend store, ObjectKey key, byte[] bytes) throws IOException {
        store.put(key, ObjectSource.of(bytes), PutCondition.IF_ABSENT);
    }

    static byte[] read(StorageBackend store, ObjectKey key) throws IOException {
        return read(store, key, ByteRange.ALL);
    }

    static byte[] read(StorageBackend store, ObjectKey key, ByteRange range) throws IOException {
        try (InputStream in = store.read(key, range)) {
            return in.readAllBytes();
        }
    }

    static List<ObjectInfo> list(StorageBackend store, String prefix) throws IOException {
        try (Stream<ObjectInfo> objects = store.list(prefix)) {
            return objects.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    static List<String> keys(StorageBackend store, String prefix) throws IOException {
        return list(store, prefix).stream()
                .map(object -> object.key().value())
                .sorted()
                .toList();
    }
}
