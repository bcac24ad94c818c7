package io.kss.core.repository;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.IdSource;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Shows on the store itself that an exclusive create is exclusive; everything else rests on it. */
final class ExclusiveCreateProof {

    private static final int RACERS = 4;
    private static final int ROUNDS = 3;

    private final StorageBackend backend;
    private final IdSource ids;

    ExclusiveCreateProof(StorageBackend backend, IdSource ids) {
        this.backend = backend;
        this.ids = ids;
    }

    /** @throws KssException {@code STORE_UNFIT} */
    void run() throws KssException, StorageException {
        oneAfterTheOther();
        for (int round = 0; round < ROUNDS; round++) {
            allAtOnce();
        }
    }

    private void oneAfterTheOther() throws KssException, StorageException {
        ObjectKey key = key();
        try {
            backend.put(key, content(1), PutCondition.IF_ABSENT);
            requireContent(key, 1);
            if (create(key, 2)) {
                throw unfit("a second create of one name succeeded, where it has to fail");
            }
            requireContent(key, 1);
        } finally {
            backend.delete(key);
        }
    }

    private void allAtOnce() throws KssException, StorageException {
        ObjectKey key = key();
        ExecutorService threads = Executors.newFixedThreadPool(RACERS);
        try {
            CyclicBarrier start = new CyclicBarrier(RACERS);
            List<Callable<Boolean>> racers = new ArrayList<>();
            for (int racer = 0; racer < RACERS; racer++) {
                int own = racer;
                racers.add(() -> {
                    start.await();
                    return create(key, own);
                });
            }
            List<Integer> winners = winners(threads.invokeAll(racers));
            if (winners.size() != 1) {
                throw unfit("of " + RACERS + " creates of one name at once " + winners.size()
                        + " succeeded, where exactly one has to");
            }
            requireContent(key, winners.get(0));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KssException(Reason.INTERRUPTED, "Checking the store was interrupted.", "run it again");
        } finally {
            threads.shutdownNow();
            backend.delete(key);
        }
    }

    private static List<Integer> winners(List<Future<Boolean>> results) throws StorageException, InterruptedException {
        List<Integer> winners = new ArrayList<>();
        for (int racer = 0; racer < results.size(); racer++) {
            try {
                if (results.get(racer).get()) {
                    winners.add(racer);
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof StorageException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
        return winners;
    }

    private boolean create(ObjectKey key, int writer) throws StorageException {
        try {
            backend.put(key, content(writer), PutCondition.IF_ABSENT);
            return true;
        } catch (ObjectExistsException e) {
            return false;
        }
    }

    private void requireContent(ObjectKey key, int writer) throws KssException, StorageException {
        Optional<byte[]> found = SmallObjects.read(backend, key);
        if (found.isEmpty() || !Arrays.equals(found.get(), bytes(writer))) {
            throw unfit("a create that failed changed, hid or removed the object that was there");
        }
    }

    private ObjectKey key() {
        return new ObjectKey("probe/" + ids.next());
    }

    private static ObjectSource content(int writer) {
        return ObjectSource.of(bytes(writer));
    }

    private static byte[] bytes(int writer) {
        return ("written by " + writer + " to see whether this store can create exclusively\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private KssException unfit(String what) {
        return new KssException(
                Reason.STORE_UNFIT,
                "The store " + backend.displayName() + " can't hold a repository: " + what
                        + ". Two hosts could overwrite each other's work there.",
                "kss store check shows what the store can do",
                "use another way to reach the same NAS, or another store");
    }
}
