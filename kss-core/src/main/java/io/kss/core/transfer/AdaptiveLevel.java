package io.kss.core.transfer;

/**
 * Follows the store: when it has nothing left to do, compression is what holds up the transfer, and gets easier at once.
 * Only while packs pile up before it for long is there time to compress harder: a store that writes in bursts is not a
 * slow one.
 */
final class AdaptiveLevel implements CompressionLevel {

    /** Faster levels save little time beside hashing and storing, and cost room in the store for good. */
    static final int FASTEST = -3;

    static final int HARDEST = 3;
    static final int FIRST = 1;

    /** Packs in succession; beyond the first level each step costs as much processor time as it saves in bytes. */
    static final int PATIENCE = 8;

    private volatile int level = FIRST;
    private int piledUp;

    @Override
    public int current() {
        return level;
    }

    @Override
    public synchronized void packReady(int onTheirWay, int connections) {
        piledUp = onTheirWay > connections ? piledUp + 1 : 0;
        if (onTheirWay <= 1) {
            level = Math.max(FASTEST, level - 1);
        } else if (piledUp >= PATIENCE || (piledUp > 0 && level < FIRST)) {
            level = Math.min(HARDEST, level + 1);
            piledUp = 0;
        }
    }
}
