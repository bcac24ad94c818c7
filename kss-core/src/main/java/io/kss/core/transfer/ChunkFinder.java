package io.kss.core.transfer;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.ChunkLocation;
import io.kss.core.chunk.ChunkStore;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds chunks that are not where they were expected: packs may have been rewritten since the index was read, a chunk may
 * be in several packs, and index objects may be lost. Only when the index, read anew, and the footers of all packs it
 * does not name give no sound copy, the chunk counts as damaged. Thread-safe.
 */
final class ChunkFinder {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkFinder.class);

    private final ChunkStore store;
    private final ChunkIndex known;
    private @Nullable ChunkIndex fresh;
    private @Nullable ChunkIndex complete;

    ChunkFinder(ChunkStore store, ChunkIndex known) {
        this.store = store;
        this.known = known;
    }

    /** Where a chunk should be. */
    Optional<ChunkLocation> expected(ChunkId chunk) {
        return known.find(chunk);
    }

    /**
     * Has the reader decode a sound copy of a chunk, from wherever there is one.
     *
     * @param problem why it could not be had from where it was expected, or null if nobody knew a place
     * @throws KssException {@code DAMAGED} if there is none
     */
    ChunkLocation elsewhere(ChunkId chunk, @Nullable KssException problem, ChunkReader reader)
            throws StorageException, KssException, InterruptedException {
        LOG.info("Looking for chunk {} elsewhere: {}", chunk, problem == null ? "not in the index" : problem.message());
        KssException first = problem;
        ChunkIndex index = fresh();
        for (int round = 0; round < 2; round++) {
            for (ChunkLocation location : index.findAll(chunk)) {
                try {
                    readAt(location, reader);
                    return location;
                } catch (KssException e) {
                    damage(e);
                    first = first == null ? e : first;
                }
            }
            index = complete();
        }
        throw first != null
                ? first
                : new KssException(
                                Reason.DAMAGED,
                                "The chunk " + chunk + " is in no pack of the store.",
                                "kss verify --deep tells what else is affected",
                                "kss push --repair on a host that still has the data sends it again")
                        .with("chunk", chunk);
    }

    /** Reads one chunk; what is missing or too short is {@code DAMAGED}. */
    static void readAt(ChunkLocation location, ChunkReader reader)
            throws StorageException, KssException, InterruptedException {
        try {
            reader.read(
                    location.pack(),
                    location.stored().offset(),
                    location.stored().length());
        } catch (ObjectNotFoundException | StoreCorruptException e) {
            throw unreadable(location, e);
        }
        reader.decode(location);
    }

    /** What it means that a pack is not there, or is too short. */
    static KssException unreadable(ChunkLocation location, StorageException cause) {
        String what = cause instanceof ObjectNotFoundException ? "is missing" : "is damaged";
        return new KssException(
                        Reason.DAMAGED,
                        "The pack " + location.pack().key() + " in the store " + what + ", and with it the chunk "
                                + location.stored().chunk() + ".",
                        cause,
                        "kss verify --deep tells what else is affected",
                        "kss push --repair on a host that still has the data sends it again",
                        "restore the object from a backup of the store")
                .with("pack", location.pack().key())
                .with("chunk", location.stored().chunk());
    }

    /** Passes on what is not damage. */
    static KssException damage(KssException e) throws KssException {
        if (e.reason() != Reason.DAMAGED) {
            throw e;
        }
        return e;
    }

    private synchronized ChunkIndex fresh() throws StorageException, KssException, InterruptedException {
        ChunkIndex index = fresh;
        if (index == null) {
            index = store.loadIndex();
            fresh = index;
        }
        return index;
    }

    private synchronized ChunkIndex complete() throws StorageException, KssException, InterruptedException {
        ChunkIndex index = complete;
        if (index == null) {
            index = store.completed(fresh()).index();
            complete = index;
        }
        return index;
    }
}
