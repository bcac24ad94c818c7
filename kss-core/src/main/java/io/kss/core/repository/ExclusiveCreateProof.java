package io.kss.core.repository;

import io.kss.core.concurrent.Crew;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.jspecify.annotations.Nullable;

/** Shows on the store itself that an exclusive create is exclusive; everything else rests on it. */
public final class ExclusiveCreateProof {

    private final List<StorageBackend> connections;
    private final ObjectKey folder;
    private final int racers;
    private final int rounds;
    private int keys;

    /**
     * A proof that is still to be given.
     *
     * @param connections to one store, opened separately: what excludes only within a connection is not enough
     * @param folder below which objects are made, and deleted again
     * @param racers how many create one object at once
     * @param rounds how often they do
     */
    public ExclusiveCreateProof(List<StorageBackend> connections, ObjectKey folder, int racers, int rounds) {
        this.connections = List.copyOf(connections);
        this.folder = folder;
        this.racers = racers;
        this.rounds = rounds;
    }

    /** What is wrong with the store, the part of a sentence; empty if nothing is. */
    public Optional<String> flaw() throws StorageException, InterruptedException {
        Optional<String> flaw = oneAfterTheOther();
        for (int round = 0; round < rounds && flaw.isEmpty(); round++) {
            flaw = allAtOnce();
        }
        return flaw;
    }

    private Optional<String> oneAfterTheOther() throws StorageException {
        ObjectKey key = key();
        try {
            of(0).put(key, content(1), PutCondition.IF_ABSENT);
            Optional<String> flaw = changed(key, 1);
            if (flaw.isEmpty() && create(1, key, 2)) {
                flaw = Optional.of("a second create of one name succeeded, where it has to fail");
            }
            return flaw.isEmpty() ? changed(key, 1) : flaw;
        } finally {
            of(0).delete(key);
        }
    }

    private Optional<String> allAtOnce() throws StorageException, InterruptedException {
        ObjectKey key = key();
        List<Integer> winners = Collections.synchronizedList(new ArrayList<>());
        CyclicBarrier start = new CyclicBarrier(racers);
        try (Crew crew = new Crew(Crew.daemons("kss-race"))) {
            for (int racer = 0; racer < racers; racer++) {
                int own = racer;
                crew.start(() -> {
                    start.await();
                    if (create(own, key, own)) {
                        winners.add(own);
                    }
                });
            }
            requireNone(crew.await());
            if (winners.size() != 1) {
                return Optional.of("of " + racers + " creates of one name at once " + winners.size()
                        + " succeeded, where exactly one has to");
            }
            return changed(key, winners.get(0));
        } finally {
            of(0).delete(key);
        }
    }

    private static void requireNone(@Nullable Throwable failure) throws StorageException, InterruptedException {
        if (failure instanceof StorageException store) {
            throw store;
        }
        if (failure instanceof InterruptedException || failure instanceof BrokenBarrierException) {
            throw new InterruptedException("interrupted while creating objects at once");
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    private boolean create(int connection, ObjectKey key, int writer) throws StorageException {
        try {
            of(connection).put(key, content(writer), PutCondition.IF_ABSENT);
            return true;
        } catch (ObjectExistsException e) {
            return false;
        }
    }

    private Optional<String> changed(ObjectKey key, int writer) throws StorageException {
        for (StorageBackend connection : connections) {
            Optional<byte[]> found = SmallObjects.read(connection, key);
            if (found.isEmpty() || !Arrays.equals(found.get(), bytes(writer))) {
                return Optional.of("a create that failed changed, hid or removed the object that was there");
            }
        }
        return Optional.empty();
    }

    private StorageBackend of(int connection) {
        return connections.get(connection % connections.size());
    }

    private ObjectKey key() {
        return folder.child("create-" + keys++);
    }

    private static ObjectSource content(int writer) {
        return ObjectSource.of(bytes(writer));
    }

    private static byte[] bytes(int writer) {
        return ("written by " + writer + " to see whether this store can create exclusively\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
