package io.kss.core.transfer;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import io.kss.spi.storage.StoreSpace;
import io.kss.spi.storage.TransientStorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A store in an ordinary map, whose objects tests may change, and whose operations they may disturb. */
public final class HeapStore implements StorageBackend {

    public final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    public final AtomicInteger puts = new AtomicInteger();
    public final AtomicInteger reads = new AtomicInteger();
    public volatile Disturbance beforePut = key -> {};
    public volatile Disturbance beforeRead = key -> {};

    @Override
    public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        puts.incrementAndGet();
        beforePut.on(key.value());
        byte[] bytes;
        try (InputStream in = source.open()) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new TransientStorageException("source failed", e);
        }
        if (condition == PutCondition.ALWAYS) {
            objects.put(key.value(), bytes);
        } else if (objects.putIfAbsent(key.value(), bytes) != null) {
            throw new ObjectExistsException(key + " exists");
        }
    }

    @Override
    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
        reads.incrementAndGet();
        beforeRead.on(key.value());
        byte[] bytes = objects.get(key.value());
        if (bytes == null) {
            throw new ObjectNotFoundException("no object " + key);
        }
        long length = range.toEnd() ? bytes.length - range.offset() : range.length();
        if (range.offset() > bytes.length || range.offset() + length > bytes.length) {
            throw new StoreCorruptException("object " + key + " is too short");
        }
        return new ByteArrayInputStream(bytes, (int) range.offset(), (int) length);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) {
        return Optional.ofNullable(objects.get(key.value())).map(bytes -> new ObjectInfo(key, bytes.length));
    }

    @Override
    public Stream<ObjectInfo> list(String prefix) {
        return keys(prefix).stream().map(key -> new ObjectInfo(new ObjectKey(key), objects.get(key).length));
    }

    @Override
    public void delete(ObjectKey key) {
        objects.remove(key.value());
    }

    @Override
    public Optional<StoreSpace> space() {
        return Optional.empty();
    }

    @Override
    public String displayName() {
        return "heap";
    }

    @Override
    public void close() {}

    /** The keys below a prefix. */
    public List<String> keys(String prefix) {
        return List.copyOf(objects.subMap(prefix, prefix + "\uffff").keySet());
    }

    /** What happens before an operation. */
    @FunctionalInterface
    public interface Disturbance {

        void on(String key) throws StorageException;
    }
}
