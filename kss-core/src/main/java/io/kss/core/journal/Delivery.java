package io.kss.core.journal;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** Sends an entry until it is known what became of its number. */
final class Delivery {

    private static final int ATTEMPTS = 6;
    private static final long FIRST_PAUSE_MILLISECONDS = 100;

    private final JournalObjects objects;
    private final JournalMemory memory;
    private final Sleeper sleeper;

    Delivery(JournalObjects objects, JournalMemory memory, Sleeper sleeper) {
        this.objects = objects;
        this.memory = memory;
        this.sleeper = sleeper;
    }

    /**
     * Puts the bytes until some entry has their number. The pending entry must be saved before.
     *
     * @param first whether these bytes were never sent before
     * @return whether the entry with that number is ours
     * @throws StorageException if it can't be found out now; the pending entry stays unless nothing can come of it
     */
    boolean deliver(PendingEntry entry, boolean first) throws IOException {
        byte[] stored = entry.stored();
        boolean maybeSent = !first;
        for (int attempt = 1; ; attempt++) {
            try {
                if (attempt > 1) {
                    Optional<byte[]> found = objects.read(entry.number());
                    if (found.isPresent()) {
                        return Arrays.equals(found.get(), stored);
                    }
                }
                objects.create(entry.number(), stored);
                return true;
            } catch (ObjectExistsException e) {
                Optional<byte[]> found = objects.read(entry.number());
                if (found.isPresent()) {
                    return Arrays.equals(found.get(), stored);
                }
                maybeSent = true;
                pause(attempt, e);
            } catch (OutcomeUnknownException | TransientStorageException e) {
                maybeSent = true;
                pause(attempt, e);
            } catch (AccessDeniedStorageException | StoreFullException e) {
                if (!maybeSent) {
                    memory.clearPending();
                }
                throw e;
            }
        }
    }

    private void pause(int attempt, StorageException failure) throws IOException {
        if (attempt == ATTEMPTS) {
            throw failure;
        }
        sleeper.sleep(FIRST_PAUSE_MILLISECONDS << (attempt - 1));
    }
}
