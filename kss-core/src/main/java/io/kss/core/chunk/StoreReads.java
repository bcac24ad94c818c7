package io.kss.core.chunk;

import io.kss.core.concurrent.Crew;
import io.kss.core.failure.KssException;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Reading whole things from a store, with every failure as a {@link StorageException}. */
final class StoreReads {

    private static final int AT_ONCE = 4;

    private final StorageBackend backend;

    StoreReads(StorageBackend backend) {
        this.backend = backend;
    }

    /** Fills a part of an array with the bytes of an object from an offset on. */
    void into(ObjectKey key, long offset, byte[] target, int at, int length) throws StorageException {
        try (InputStream in = backend.read(key, new ByteRange(offset, length))) {
            int count = in.readNBytes(target, at, length);
            if (count != length) {
                throw new StoreCorruptException("The object " + key + " in " + backend.displayName() + " ends after "
                        + (offset + count) + " bytes, before it should.");
            }
        } catch (IOException e) {
            throw storage(key.value(), e);
        }
    }

    byte[] whole(ObjectKey key) throws StorageException {
        try (InputStream in = backend.read(key, ByteRange.ALL)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw storage(key.value(), e);
        }
    }

    /** Every object below a prefix, sorted. */
    List<ObjectInfo> list(String prefix) throws StorageException {
        try (Stream<ObjectInfo> objects = backend.list(prefix)) {
            return objects.sorted((a, b) -> a.key().compareTo(b.key())).toList();
        } catch (UncheckedIOException e) {
            throw storage(prefix, e.getCause() == null ? new IOException(e) : e.getCause());
        }
    }

    /** Does something for every item, several at a time. */
    <T> void each(List<T> items, Action<T> action) throws StorageException, KssException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        try (Crew crew = new Crew(Crew.daemons("kss-index"))) {
            for (int i = 0; i < Math.min(AT_ONCE, items.size()); i++) {
                crew.start(() -> {
                    for (int at = next.getAndIncrement(); at < items.size(); at = next.getAndIncrement()) {
                        if (Thread.interrupted()) {
                            throw new InterruptedException();
                        }
                        action.on(at, items.get(at));
                    }
                });
            }
            Crew.raise(crew.await(), StorageException.class, KssException.class);
        }
    }

    private StorageException storage(String what, IOException e) {
        if (e instanceof StorageException failure) {
            return failure;
        }
        return new TransientStorageException(
                "Reading " + what + " from " + backend.displayName() + " failed: " + e.getMessage(), e);
    }

    /** What is done with one of many. */
    @FunctionalInterface
    interface Action<T> {

        void on(int place, T item) throws StorageException, KssException;
    }
}
