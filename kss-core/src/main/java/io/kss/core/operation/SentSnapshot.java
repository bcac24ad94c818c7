package io.kss.core.operation;

import io.kss.core.chunk.PackId;
import io.kss.core.failure.KssException;
import io.kss.core.gc.CollectionLog;
import io.kss.core.journal.PublishedSnapshot;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * A snapshot whose packs and manifest are in the store, ready to be published.
 *
 * @param published what the journal will keep of it
 * @param packs every pack that it needs
 * @param fence the newest garbage collection that was taken into account
 */
record SentSnapshot(PublishedSnapshot published, Set<PackId> packs, long fence) {

    /** The same with newer collections taken into account, or empty if a pack is gone or condemned (rule P1). */
    Optional<SentSnapshot> recheck(RemoteVm remote, long newFence)
            throws KssException, IOException, InterruptedException {
        Set<PackId> condemned = new CollectionLog(remote.store().repository().backend()).condemned(newFence);
        if (packs.stream().anyMatch(condemned::contains)
                || !remote.store().chunks().missing(packs).isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SentSnapshot(published, packs, newFence));
    }
}
