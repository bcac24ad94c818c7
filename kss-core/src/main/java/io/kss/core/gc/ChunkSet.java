package io.kss.core.gc;

import io.kss.core.chunk.ChunkId;

/** A set of chunks that takes about 60 bytes for each. Not thread-safe while it grows. */
public final class ChunkSet {

    private static final int WORDS = 4;

    private long[] slots = new long[WORDS * 1024];
    private int size;
    private boolean hasZero;

    /** Adds a chunk; it may be in already. */
    public void add(ChunkId chunk) {
        if (isZero(chunk)) {
            hasZero = true;
            return;
        }
        if ((size + 1) * 3L > slots.length / WORDS * 2L) {
            grow();
        }
        size += insert(slots, chunk) ? 1 : 0;
    }

    public boolean contains(ChunkId chunk) {
        return isZero(chunk) ? hasZero : holds(slots, slot(slots, chunk), chunk);
    }

    /** How many. */
    public int size() {
        return size + (hasZero ? 1 : 0);
    }

    private void grow() {
        long[] larger = new long[Math.multiplyExact(slots.length, 2)];
        for (int at = 0; at < slots.length; at += WORDS) {
            ChunkId chunk = new ChunkId(slots[at], slots[at + 1], slots[at + 2], slots[at + 3]);
            if (!isZero(chunk)) {
                insert(larger, chunk);
            }
        }
        slots = larger;
    }

    private static boolean insert(long[] slots, ChunkId chunk) {
        int at = slot(slots, chunk);
        if (holds(slots, at, chunk)) {
            return false;
        }
        slots[at] = chunk.first();
        slots[at + 1] = chunk.second();
        slots[at + 2] = chunk.third();
        slots[at + 3] = chunk.fourth();
        return true;
    }

    /** Where the chunk is, or the free slot where it belongs. */
    private static int slot(long[] slots, ChunkId chunk) {
        int at = (int) (Long.remainderUnsigned(chunk.first(), slots.length / WORDS) * WORDS);
        while (!holds(slots, at, chunk) && !isFree(slots, at)) {
            at = (at + WORDS) % slots.length;
        }
        return at;
    }

    private static boolean holds(long[] slots, int at, ChunkId chunk) {
        return slots[at] == chunk.first()
                && slots[at + 1] == chunk.second()
                && slots[at + 2] == chunk.third()
                && slots[at + 3] == chunk.fourth();
    }

    private static boolean isFree(long[] slots, int at) {
        return (slots[at] | slots[at + 1] | slots[at + 2] | slots[at + 3]) == 0;
    }

    private static boolean isZero(ChunkId chunk) {
        return (chunk.first() | chunk.second() | chunk.third() | chunk.fourth()) == 0;
    }
}
