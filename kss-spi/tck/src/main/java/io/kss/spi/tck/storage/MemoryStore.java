package io.kss.spi.tck.storage;

import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.StoreSpace;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory that any number of connections share, for tests of what is built on stores. Can be set back to an
 * earlier state, as when a NAS is restored from a backup; can be damaged; can run full. Thread-safe.
 */
public final class MemoryStore {

    private final NavigableMap<ObjectKey, byte[]> objects = new TreeMap<>();
    private final Deque<Change> changes = new ArrayDeque<>();
    private long capacity = Long.MAX_VALUE;
    private long used;
    private long operations;
    private int staleness;
    private @Nullable Random staleRandom;

    /** An empty store without limit. */
    public MemoryStore() {}

    /** Everything in a store at one moment. */
    public static final class Snapshot {

        private final Map<ObjectKey, byte[]> objects;

        private Snapshot(Map<ObjectKey, byte[]> objects) {
            this.objects = objects;
        }

        /** The keys of the objects. */
        public List<ObjectKey> keys() {
            return List.copyOf(objects.keySet());
        }
    }

    private record Change(long at, Object by, ObjectKey key) {}

    /** A new connection. */
    public MemoryBackend connect() {
        return new MemoryBackend(this);
    }

    /** The state now. Objects are shared, not copied. */
    public synchronized Snapshot snapshot() {
        return new Snapshot(Collections.unmodifiableMap(new TreeMap<>(objects)));
    }

    /** Sets the whole store back to a state, under all connections. */
    public synchronized void restore(Snapshot snapshot) {
        objects.clear();
        objects.putAll(snapshot.objects);
        used = objects.values().stream().mapToLong(bytes -> bytes.length).sum();
        changes.clear();
    }

    /** How many bytes the store can hold from now on. */
    public synchronized void setCapacity(long bytes) {
        capacity = bytes;
    }

    /**
     * Damages an object.
     *
     * @throws IllegalArgumentException if there is no such object
     */
    public synchronized void damage(ObjectKey key, Damage damage) {
        byte[] bytes = objects.get(key);
        if (bytes == null) {
            throw new IllegalArgumentException("no object " + key);
        }
        byte[] damaged = damage.applyTo(bytes);
        used += damaged.length - bytes.length;
        objects.put(key, damaged);
    }

    /** Takes an object away behind everybody's back. */
    public synchronized void lose(ObjectKey key) {
        remove(key);
    }

    /**
     * Lets listings lag behind, as on network mounts that cache folders: each may miss an object that another
     * connection put within the last operations. Reads and stats never lag, nor does a listing behind its own
     * connection's puts.
     *
     * @param operations how many operations of all connections a listing may lag behind; 0 for none
     * @param seed decides which objects are missed
     */
    public synchronized void setStaleListings(int operations, long seed) {
        staleness = operations;
        staleRandom = new Random(seed);
        changes.clear();
    }

    /** Enters an object at once; {@code mayStill} is asked under the lock, right before. */
    synchronized void put(Object by, ObjectKey key, byte[] bytes, PutCondition condition, BooleanSupplier mayStill)
            throws StorageException {
        tick();
        if (!mayStill.getAsBoolean()) {
            throw new StorageException("memory: the store was closed during the put of " + key);
        }
        byte[] old = objects.get(key);
        if (old != null && condition == PutCondition.IF_ABSENT) {
            throw new ObjectExistsException("memory: there is an object " + key + " already");
        }
        long after = used + bytes.length - (old == null ? 0 : old.length);
        if (after > capacity) {
            throw new StoreFullException("memory: no room for the " + bytes.length + " bytes of " + key);
        }
        used = after;
        objects.put(key, bytes);
        if (staleness > 0 && old == null) {
            changes.add(new Change(operations, by, key));
        }
    }

    synchronized Optional<byte[]> find(ObjectKey key) {
        tick();
        return Optional.ofNullable(objects.get(key));
    }

    synchronized List<ObjectInfo> list(Object by, String prefix) {
        tick();
        return objects.entrySet().stream()
                .filter(object -> object.getKey().value().startsWith(prefix))
                .filter(object -> !missed(by, object.getKey()))
                .map(object -> new ObjectInfo(object.getKey(), object.getValue().length))
                .toList();
    }

    synchronized void delete(ObjectKey key) {
        tick();
        remove(key);
    }

    synchronized Optional<StoreSpace> space() {
        return capacity == Long.MAX_VALUE
                ? Optional.empty()
                : Optional.of(new StoreSpace(capacity, Math.max(0, capacity - used)));
    }

    private void remove(ObjectKey key) {
        byte[] old = objects.remove(key);
        used -= old == null ? 0 : old.length;
    }

    private void tick() {
        operations++;
        while (!changes.isEmpty() && changes.peek().at() + staleness < operations) {
            changes.remove();
        }
    }

    private boolean missed(Object by, ObjectKey key) {
        Random random = staleRandom;
        return random != null
                && changes.stream().anyMatch(change -> change.key().equals(key) && change.by() != by)
                && random.nextBoolean();
    }
}
