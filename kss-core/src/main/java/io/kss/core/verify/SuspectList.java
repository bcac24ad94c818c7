package io.kss.core.verify;

import io.kss.core.chunk.ChunkId;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.gc.Suspects;
import io.kss.core.identity.IdSource;
import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StoreFullException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Keeps what a verification found for pushes to come: nothing new may rely on damaged chunks (rule P4). */
final class SuspectList {

    private final Suspects suspects;
    private final IdSource ids;
    private final List<String> notes;

    SuspectList(StorageBackend backend, IdSource ids, List<String> notes) {
        this.suspects = new Suspects(backend);
        this.ids = ids;
        this.notes = notes;
    }

    /** Adds what is bad, and takes away what was found to be sound. */
    void update(Set<ChunkId> bad, Predicate<ChunkId> sound) throws KssException, IOException {
        Set<ChunkId> before = new HashSet<>();
        boolean lost = false;
        try {
            before.addAll(suspects.chunks());
        } catch (KssException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            notes.add(e.message() + " It listed damaged chunks and is made anew; only kss verify --deep fills it"
                    + " again.");
            lost = true;
        }
        Set<ChunkId> after = new HashSet<>(before);
        after.removeIf(sound);
        after.addAll(bad);
        if (lost || !after.equals(before)) {
            try {
                suspects.replace(after, ids);
            } catch (AccessDeniedStorageException | StoreFullException e) {
                notes.add("The list of damaged chunks could not be written (" + e.getMessage()
                        + "), so that pushes may go on relying on them.");
            }
        }
    }
}
