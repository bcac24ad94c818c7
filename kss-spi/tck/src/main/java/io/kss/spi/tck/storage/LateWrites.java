package io.kss.spi.tck.storage;

import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts whose caller has given up and that the server carries out later. Shared by the {@link FaultyBackend}s of several
 * hosts, it counts the operations of all of them; a write outlives the connection that sent it. Thread-safe.
 */
public final class LateWrites {

    private final List<Write> waiting = new ArrayList<>();
    private long operations;

    /** No writes yet. */
    public LateWrites() {}

    private record Write(StorageBackend store, ObjectKey key, ObjectSource bytes, PutCondition condition, long dueAt) {

        void land() {
            try {
                store.put(key, bytes, condition);
            } catch (StorageException e) {
                // Nobody waits for the answer: a lost race or a full store ends the write quietly.
                System.getLogger(LateWrites.class.getName())
                        .log(System.Logger.Level.DEBUG, () -> "late write of " + key + " came to nothing: " + e);
            }
        }
    }

    synchronized void add(
            StorageBackend store, ObjectKey key, byte[] bytes, PutCondition condition, long afterOperations) {
        waiting.add(new Write(store, key, ObjectSource.of(bytes), condition, operations + afterOperations));
    }

    /** An operation begins: what is due lands before it. */
    synchronized void tick() {
        operations++;
        List<Write> due =
                waiting.stream().filter(write -> write.dueAt() <= operations).toList();
        waiting.removeAll(due);
        due.forEach(Write::land);
    }

    /** Carries out every write that is still under way, now. */
    public synchronized void landAll() {
        List<Write> due = List.copyOf(waiting);
        waiting.clear();
        due.forEach(Write::land);
    }

    /** How many writes are still under way. */
    public synchronized int pending() {
        return waiting.size();
    }
}
