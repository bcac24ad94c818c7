package io.kss.core.gc;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.ChunkLocation;
import io.kss.core.chunk.ChunkStore;
import io.kss.core.chunk.PackId;
import io.kss.core.chunk.PackTable;
import io.kss.core.chunk.StoredChunk;
import io.kss.core.failure.KssException;
import io.kss.spi.storage.StorageException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The packs that are in the store, and which of their chunks are needed. A pack whose footer can't be read counts as
 * needed: nobody knows what is in it.
 */
final class Survey {

    private final ChunkIndex index;
    private final Set<PackId> present;
    private final ChunkSet alive;

    private Survey(ChunkIndex index, Set<PackId> present, ChunkSet alive) {
        this.index = index;
        this.present = present;
        this.alive = alive;
    }

    static Survey of(ChunkStore chunks, ChunkSet alive) throws KssException, StorageException, InterruptedException {
        ChunkIndex index = chunks.completed(chunks.loadIndex()).index();
        return new Survey(index, new HashSet<>(chunks.packs()), alive);
    }

    ChunkIndex index() {
        return index;
    }

    /** The packs that hold nothing alive. */
    List<PackTable> dead() {
        return tables().stream().filter(table -> living(table).isEmpty()).toList();
    }

    /** The packs that hold something alive, but less than half of their bytes. */
    List<PackTable> sparse() {
        return tables().stream()
                .filter(table -> {
                    long living = living(table).stream()
                            .mapToLong(StoredChunk::length)
                            .sum();
                    return living > 0 && living * 2 < table.storedBytes();
                })
                .toList();
    }

    /** What is needed of a pack. */
    List<StoredChunk> living(PackTable table) {
        return table.chunks().stream()
                .filter(stored -> alive.contains(stored.chunk()))
                .toList();
    }

    /** The places of a chunk in packs that are there and are not among those. */
    List<ChunkLocation> elsewhere(ChunkId chunk, Set<PackId> not) {
        return index.findAll(chunk).stream()
                .filter(location -> present.contains(location.pack()) && !not.contains(location.pack()))
                .toList();
    }

    /** Which condemned packs nobody would miss. */
    List<PackId> deletable(Set<PackId> condemned) {
        List<PackId> deletable = new ArrayList<>();
        for (PackTable table : tables()) {
            if (condemned.contains(table.pack())
                    && living(table).stream()
                            .noneMatch(stored ->
                                    elsewhere(stored.chunk(), condemned).isEmpty())) {
                deletable.add(table.pack());
            }
        }
        return deletable;
    }

    private List<PackTable> tables() {
        return present.stream()
                .sorted()
                .flatMap(pack -> index.table(pack).stream())
                .toList();
    }
}
