package io.kss.spi.tck.storage;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.SourceStream;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.StoreSpace;
import io.kss.spi.storage.TransientStorageException;
import io.kss.spi.tck.storage.Operation.Kind;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A connection through which another backend fails as planned. Stands for one process's connection: after a crash every
 * operation throws {@link SimulatedCrash}, and closing does nothing. Thread-safe; deterministic as long as operations come
 * one after the other.
 */
public final class FaultyBackend implements StorageBackend {

    private final StorageBackend delegate;
    private final FaultPlan plan;
    private final LateWrites lateWrites;
    private final Map<ObjectKey, Damage> damage = new ConcurrentHashMap<>();
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private long count;
    private long room = Long.MAX_VALUE;
    private volatile boolean readOnly;
    private volatile boolean crashed;

    /** A connection with late writes of its own. */
    public FaultyBackend(StorageBackend delegate, FaultPlan plan) {
        this(delegate, plan, new LateWrites());
    }

    /** @param lateWrites shared with the connections of the other hosts */
    public FaultyBackend(StorageBackend delegate, FaultPlan plan, LateWrites lateWrites) {
        this.delegate = delegate;
        this.plan = plan;
        this.lateWrites = lateWrites;
    }

    /** From now on puts and deletes are denied, or allowed again. */
    public void setReadOnly(boolean readOnly) {
        this.readOnly = readOnly;
    }

    /** From now on only so many more bytes can be put before the store is full. */
    public synchronized void setRoom(long bytes) {
        this.room = bytes;
    }

    /** From now on an object reads as if damaged; the stored object itself is untouched. */
    public void damage(ObjectKey key, Damage what) {
        damage.put(key, what);
    }

    /** The damage to an object is gone. */
    public void repair(ObjectKey key) {
        damage.remove(key);
    }

    /** Kills the connection now. */
    public void crash() {
        crashed = true;
    }

    /** Whether the connection has crashed. */
    public boolean crashed() {
        return crashed;
    }

    /** How many operations were begun. */
    public synchronized long operations() {
        return count;
    }

    /** How many operations of a kind were begun. */
    public synchronized long operations(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    @Override
    public void put(ObjectKey key, ObjectSource source, PutCondition condition) throws StorageException {
        Operation operation = begin(Kind.PUT, key.value());
        Fault fault = faultFor(operation);
        refuseIfReadOnly(operation);
        reserve(operation, source.length());
        if (fault instanceof Fault.Late late) {
            lateWrites.add(delegate, key, bytesOf(source), condition, late.operations());
            throw new OutcomeUnknownException("simulated: no reply yet to " + operation);
        }
        if (fault instanceof Fault.Tear tear) {
            tearPut(key, new TornSource(source, tear.after()), condition, operation);
            return;
        }
        before(fault, operation);
        delegate.put(key, new DyingSource(source, this::throwIfCrashed), condition);
        if (fault instanceof Fault.ReplyLost) {
            throw new OutcomeUnknownException("simulated: the reply got lost to " + operation);
        }
        after(fault, operation);
    }

    private void tearPut(ObjectKey key, TornSource source, PutCondition condition, Operation operation)
            throws StorageException {
        try {
            delegate.put(key, source, condition);
        } catch (StorageException e) {
            if (!source.torn()) {
                throw e;
            }
            throw new TransientStorageException("simulated: the connection broke during " + operation, e);
        }
        throw new OutcomeUnknownException("simulated: the connection broke at the end of " + operation);
    }

    @Override
    public InputStream read(ObjectKey key, ByteRange range) throws StorageException {
        Operation operation = begin(Kind.READ, key.value());
        Fault fault = faultFor(operation);
        before(fault, operation);
        Damage damaged = damage.get(key);
        InputStream stream =
                damaged == null ? delegate.read(key, range) : ObjectBytes.read(delegate, key, damaged, range);
        if (fault instanceof Fault.Tear tear) {
            return new FaultyStream(stream, tear.after(), operation, this::throwIfCrashed);
        }
        lost(fault, operation);
        after(fault, operation);
        return new FaultyStream(stream, Long.MAX_VALUE, operation, this::throwIfCrashed);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws StorageException {
        return perform(begin(Kind.STAT, key.value()), () -> delegate.stat(key).map(this::damagedInfo));
    }

    @Override
    public Stream<ObjectInfo> list(String prefix) throws StorageException {
        Operation operation = begin(Kind.LIST, prefix);
        Fault fault = faultFor(operation);
        before(fault, operation);
        Stream<ObjectInfo> stream = delegate.list(prefix).map(this::damagedInfo);
        try {
            lost(fault instanceof Fault.Tear ? null : fault, operation);
            after(fault, operation);
        } catch (StorageException | SimulatedCrash e) {
            stream.close();
            throw e;
        }
        long passing = fault instanceof Fault.Tear tear ? tear.after() : Long.MAX_VALUE;
        return TornListing.of(stream, passing, operation, this::throwIfCrashed);
    }

    @Override
    public void delete(ObjectKey key) throws StorageException {
        Operation operation = begin(Kind.DELETE, key.value());
        refuseIfReadOnly(operation);
        perform(operation, () -> {
            delegate.delete(key);
            return Optional.empty();
        });
    }

    @Override
    public Optional<StoreSpace> space() throws StorageException {
        return perform(begin(Kind.SPACE, ""), delegate::space);
    }

    @Override
    public String displayName() {
        return delegate.displayName();
    }

    @Override
    public String toString() {
        return "faulty " + delegate;
    }

    @Override
    public void close() throws StorageException {
        if (!crashed) {
            delegate.close();
        }
    }

    @FunctionalInterface
    private interface Effect<T> {

        T run() throws StorageException;
    }

    private <T> T perform(Operation operation, Effect<T> effect) throws StorageException {
        Fault fault = faultFor(operation);
        if (fault instanceof Fault.Tear) {
            throw new TransientStorageException("simulated: the connection broke during " + operation);
        }
        before(fault, operation);
        T result = effect.run();
        lost(fault, operation);
        after(fault, operation);
        return result;
    }

    private synchronized Operation begin(Kind kind, String key) {
        throwIfCrashed();
        lateWrites.tick();
        return new Operation(kind, key, ++count, counts.merge(kind, 1L, Long::sum));
    }

    private @Nullable Fault faultFor(Operation operation) {
        return plan.faultFor(operation).orElse(null);
    }

    private void before(@Nullable Fault fault, Operation operation) throws StorageException {
        if (fault instanceof Fault.Fail fail) {
            throw fail.error().apply(operation.toString());
        }
        if (fault instanceof Fault.Crash crash && !crash.afterEffect()) {
            crashed = true;
            throw new SimulatedCrash("before " + operation);
        }
        if (fault instanceof Fault.Stall stall) {
            stall(stall.gate(), operation);
        }
    }

    private void stall(Gate gate, Operation operation) throws StorageException {
        try {
            gate.pass();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientStorageException("interrupted while the server stalled at " + operation, e);
        }
        throwIfCrashed();
    }

    private static void lost(@Nullable Fault fault, Operation operation) throws StorageException {
        if (fault instanceof Fault.ReplyLost || fault instanceof Fault.Late) {
            throw new TransientStorageException("simulated: the reply got lost to " + operation);
        }
    }

    private void after(@Nullable Fault fault, Operation operation) {
        if (fault instanceof Fault.Crash) {
            crashed = true;
            throw new SimulatedCrash("after " + operation);
        }
    }

    private void throwIfCrashed() {
        if (crashed) {
            throw new SimulatedCrash("this process is dead");
        }
    }

    private void refuseIfReadOnly(Operation operation) throws AccessDeniedStorageException {
        if (readOnly) {
            throw new AccessDeniedStorageException("simulated: the store is read-only, no " + operation);
        }
    }

    private synchronized void reserve(Operation operation, long bytes) throws StoreFullException {
        if (bytes > room) {
            throw new StoreFullException("simulated: no room left for " + operation);
        }
        room -= room == Long.MAX_VALUE ? 0 : bytes;
    }

    private ObjectInfo damagedInfo(ObjectInfo object) {
        return damage.get(object.key()) instanceof Damage.Truncation truncation
                ? new ObjectInfo(object.key(), Math.min(object.size(), truncation.length()))
                : object;
    }

    private static byte[] bytesOf(ObjectSource source) throws StorageException {
        try (SourceStream in = SourceStream.open(source)) {
            return in.readAllBytes();
        } catch (StorageException e) {
            throw e;
        } catch (java.io.IOException e) {
            throw new StorageException("what was to be stored can't be read", e);
        }
    }
}
