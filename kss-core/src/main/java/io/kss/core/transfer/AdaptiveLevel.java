package io.kss.core.transfer;

/**
 * Follows the store: while packs pile up before it, there is time to compress harder; when it has nothing left to do,
 * compression is what holds up the transfer.
 */
final class AdaptiveLevel implements CompressionLevel {

    /** Faster levels save little time beside hashing and storing, and cost room in the store for good. */
    static final int FASTEST = -3;

    static final int HARDEST = 3;
    static final int FIRST = 1;

    private volatile int level = FIRST;

    @Override
    public int current() {
        return level;
    }

    @Override
    public synchronized void packReady(int onTheirWay, int connections) {
        if (onTheirWay > connections) {
            level = Math.min(HARDEST, level + 1);
        } else if (onTheirWay <= 1) {
            level = Math.max(FASTEST, level - 1);
        }
    }
}
