package io.kss.core.transfer;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.ChunkLocation;
import io.kss.core.chunk.ChunkStore;
import io.kss.core.chunk.PackId;
import io.kss.core.chunk.PackTable;
import io.kss.spi.storage.StorageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows which chunks need not be sent: those in packs that the index or an earlier attempt names, and those that this
 * upload already sends. An index may name packs that are gone, so each pack is looked for before it is first relied on.
 * Thread-safe.
 */
final class Deduplication {

    private final ChunkStore store;
    private final ChunkIndex known;
    private final ChunkIndex resumed;
    private final Map<PackId, Long> sizes = new ConcurrentHashMap<>();
    private final Set<PackId> used = ConcurrentHashMap.newKeySet();
    private final Set<ChunkId> claimed = ConcurrentHashMap.newKeySet();

    Deduplication(ChunkStore store, ChunkIndex known, Collection<PackTable> earlier) {
        this.store = store;
        this.known = known;
        this.resumed = ChunkIndex.of(
                earlier.stream().filter(table -> !known.excludes(table.pack())).toList());
    }

    /** Whether the caller must send this chunk. Of several callers that ask for one chunk, only the first must. */
    boolean mustSend(ChunkId chunk) throws StorageException {
        if (claimed.contains(chunk)) {
            return false;
        }
        if (!known.excludes(chunk) && (isIn(known, chunk) || isIn(resumed, chunk))) {
            return false;
        }
        return claimed.add(chunk);
    }

    /** The packs that were relied on. */
    Set<PackId> used() {
        return used;
    }

    /** Those of them that only an earlier attempt knew. */
    List<PackTable> resumedTables() {
        List<PackTable> tables = new ArrayList<>();
        for (PackId pack : resumed.packs()) {
            if (used.contains(pack) && known.table(pack).isEmpty()) {
                resumed.table(pack).ifPresent(tables::add);
            }
        }
        return tables;
    }

    private boolean isIn(ChunkIndex index, ChunkId chunk) throws StorageException {
        Optional<ChunkLocation> first = index.find(chunk);
        if (first.isEmpty()) {
            return false;
        }
        if (isThere(first.get())) {
            return true;
        }
        for (ChunkLocation location : index.findAll(chunk)) {
            if (isThere(location)) {
                return true;
            }
        }
        return false;
    }

    private boolean isThere(ChunkLocation location) throws StorageException {
        PackId pack = location.pack();
        Long size = sizes.get(pack);
        if (size == null) {
            size = store.size(pack).orElse(0L);
            sizes.put(pack, size);
        }
        if (size <= location.stored().end()) {
            return false;
        }
        used.add(pack);
        return true;
    }
}
