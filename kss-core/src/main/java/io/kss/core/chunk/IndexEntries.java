package io.kss.core.chunk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The entries of an index: numbers in pages that never move, found through a hash table of entry numbers (open
 * addressing, at most half full). Chunk ids are uniformly distributed, so their first bits are the hash. Entries of one
 * pack lie together. Filled by one thread, then only read.
 */
final class IndexEntries {

    private static final int PAGE_BITS = 12;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int IDS = 4;
    private static final int NUMBERS = 4;
    private static final int ENCODING_SHIFT = 24;
    private static final int FREE = -1;

    private final List<long[]> ids = new ArrayList<>();
    private final List<int[]> numbers = new ArrayList<>();
    private final List<PackId> packs = new ArrayList<>();
    private final List<Integer> firstEntries = new ArrayList<>();
    private final Map<PackId, Integer> ordinals = new HashMap<>();
    private int[] table = newTable(1 << 8);
    private int size;

    /** Adds a pack, unless it is there. */
    void add(PackTable pack) {
        if (ordinals.putIfAbsent(pack.pack(), packs.size()) != null) {
            return;
        }
        packs.add(pack.pack());
        firstEntries.add(size);
        for (StoredChunk chunk : pack.chunks()) {
            add(packs.size() - 1, chunk);
        }
    }

    private void add(int pack, StoredChunk chunk) {
        if (size * 2L >= table.length) {
            grow();
        }
        int at = (size & (PAGE - 1)) * NUMBERS;
        if (at == 0) {
            ids.add(new long[PAGE * IDS]);
            numbers.add(new int[PAGE * NUMBERS]);
        }
        long[] id = ids.get(size >> PAGE_BITS);
        id[at] = chunk.chunk().first();
        id[at + 1] = chunk.chunk().second();
        id[at + 2] = chunk.chunk().third();
        id[at + 3] = chunk.chunk().fourth();
        int[] number = numbers.get(size >> PAGE_BITS);
        number[at] = pack;
        number[at + 1] = chunk.offset();
        number[at + 2] = chunk.length();
        number[at + 3] = chunk.plainLength() | chunk.encoding().number() << ENCODING_SHIFT;
        place(size);
        size++;
    }

    /** The first entry of a chunk, or -1. */
    int first(ChunkId chunk) {
        return from(chunk, slot(chunk.first()));
    }

    /** The next entry of the same chunk, or -1. */
    int next(ChunkId chunk, int entry) {
        int slot = slot(chunk.first());
        while (table[slot] != entry) {
            slot = slot + 1 & table.length - 1;
        }
        return from(chunk, slot + 1 & table.length - 1);
    }

    PackId pack(int entry) {
        return packs.get(number(entry, 0));
    }

    /** An entry of that chunk; the identity is shared with the result, for there may be many. */
    StoredChunk chunk(ChunkId chunk, int entry) {
        int last = number(entry, 3);
        return new StoredChunk(
                chunk,
                number(entry, 1),
                number(entry, 2),
                last & (1 << ENCODING_SHIFT) - 1,
                Encoding.of(last >>> ENCODING_SHIFT));
    }

    List<PackId> packs() {
        return packs;
    }

    Optional<PackTable> table(PackId pack) {
        Integer ordinal = ordinals.get(pack);
        if (ordinal == null) {
            return Optional.empty();
        }
        int end = ordinal + 1 < packs.size() ? firstEntries.get(ordinal + 1) : size;
        List<StoredChunk> chunks = new ArrayList<>();
        for (int entry = firstEntries.get(ordinal); entry < end; entry++) {
            chunks.add(chunk(id(entry), entry));
        }
        return Optional.of(new PackTable(pack, chunks));
    }

    int size() {
        return size;
    }

    private int from(ChunkId chunk, int start) {
        int slot = start;
        while (table[slot] != FREE) {
            if (is(table[slot], chunk)) {
                return table[slot];
            }
            slot = slot + 1 & table.length - 1;
        }
        return FREE;
    }

    private boolean is(int entry, ChunkId chunk) {
        long[] page = ids.get(entry >> PAGE_BITS);
        int at = (entry & (PAGE - 1)) * IDS;
        return page[at] == chunk.first()
                && page[at + 1] == chunk.second()
                && page[at + 2] == chunk.third()
                && page[at + 3] == chunk.fourth();
    }

    private ChunkId id(int entry) {
        long[] page = ids.get(entry >> PAGE_BITS);
        int at = (entry & (PAGE - 1)) * IDS;
        return new ChunkId(page[at], page[at + 1], page[at + 2], page[at + 3]);
    }

    private int number(int entry, int which) {
        return numbers.get(entry >> PAGE_BITS)[(entry & (PAGE - 1)) * NUMBERS + which];
    }

    private void grow() {
        table = newTable(table.length * 2);
        for (int entry = 0; entry < size; entry++) {
            place(entry);
        }
    }

    private void place(int entry) {
        int slot = slot(ids.get(entry >> PAGE_BITS)[(entry & (PAGE - 1)) * IDS]);
        while (table[slot] != FREE) {
            slot = slot + 1 & table.length - 1;
        }
        table[slot] = entry;
    }

    private int slot(long first) {
        return (int) (first >>> 32) & table.length - 1;
    }

    private static int[] newTable(int length) {
        int[] table = new int[length];
        Arrays.fill(table, FREE);
        return table;
    }
}
