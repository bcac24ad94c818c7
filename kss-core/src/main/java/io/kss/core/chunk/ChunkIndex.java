package io.kss.core.chunk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which pack holds which chunk, for one moment. Immutable and thread-safe; about 60 bytes a chunk. A chunk may be in
 * several packs.
 */
public final class ChunkIndex {

    /** Knows nothing. */
    public static final ChunkIndex EMPTY = new ChunkIndex(new IndexEntries(), Set.of(), Set.of(), Set.of());

    private final IndexEntries entries;
    private final Set<String> objects;
    private final Set<PackId> excluded;
    private final Set<ChunkId> suspects;

    ChunkIndex(IndexEntries entries, Set<String> objects, Set<PackId> excluded, Set<ChunkId> suspects) {
        this.entries = entries;
        this.objects = Set.copyOf(objects);
        this.excluded = Set.copyOf(excluded);
        this.suspects = Set.copyOf(suspects);
    }

    /** An index of these packs; a pack that is named again is ignored. */
    public static ChunkIndex of(Collection<PackTable> tables) {
        IndexEntries entries = new IndexEntries();
        tables.forEach(entries::add);
        return new ChunkIndex(entries, Set.of(), Set.of(), Set.of());
    }

    /** The same without some packs, and without some chunks wherever they are. Shares its memory with this one. */
    public ChunkIndex excluding(Set<PackId> packs, Set<ChunkId> chunks) {
        Set<PackId> allPacks = new HashSet<>(excluded);
        allPacks.addAll(packs);
        Set<ChunkId> allChunks = new HashSet<>(suspects);
        allChunks.addAll(chunks);
        return new ChunkIndex(entries, objects, allPacks, allChunks);
    }

    /** Whether {@link #excluding} left the pack out. */
    public boolean excludes(PackId pack) {
        return excluded.contains(pack);
    }

    /** Whether {@link #excluding} left the chunk out. */
    public boolean excludes(ChunkId chunk) {
        return suspects.contains(chunk);
    }

    /** Some place of a chunk. */
    public Optional<ChunkLocation> find(ChunkId chunk) {
        if (suspects.contains(chunk)) {
            return Optional.empty();
        }
        for (int entry = entries.first(chunk); entry >= 0; entry = entries.next(chunk, entry)) {
            PackId pack = entries.pack(entry);
            if (!excluded.contains(pack)) {
                return Optional.of(new ChunkLocation(pack, entries.chunk(chunk, entry)));
            }
        }
        return Optional.empty();
    }

    /** Every place of a chunk. */
    public List<ChunkLocation> findAll(ChunkId chunk) {
        List<ChunkLocation> all = new ArrayList<>();
        if (!suspects.contains(chunk)) {
            for (int entry = entries.first(chunk); entry >= 0; entry = entries.next(chunk, entry)) {
                PackId pack = entries.pack(entry);
                if (!excluded.contains(pack)) {
                    all.add(new ChunkLocation(pack, entries.chunk(chunk, entry)));
                }
            }
        }
        return all;
    }

    /** The packs, sorted. */
    public List<PackId> packs() {
        return entries.packs().stream()
                .filter(pack -> !excluded.contains(pack))
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** What a pack holds, or empty if the pack is not known here. Chunks that were left out are in it all the same. */
    public Optional<PackTable> table(PackId pack) {
        return excluded.contains(pack) ? Optional.empty() : entries.table(pack);
    }

    /** How many places are known, left out ones included. */
    public int size() {
        return entries.size();
    }

    /** The same with more packs. Copies what is known here. */
    ChunkIndex plus(Collection<PackTable> tables) {
        IndexEntries more = new IndexEntries();
        entries.packs().forEach(pack -> entries.table(pack).ifPresent(more::add));
        tables.forEach(more::add);
        return new ChunkIndex(more, objects, excluded, suspects);
    }

    /** The names of the stored objects this was read from. */
    Set<String> objects() {
        return objects;
    }
}
