package io.kss.core.transfer;

import java.util.ArrayList;
import java.util.List;

/** Neighbouring grains of a region: the first, and how many. */
record GrainRun(int first, int count) {

    /** The runs of a mask, ascending. */
    static List<GrainRun> of(long mask) {
        List<GrainRun> runs = new ArrayList<>(4);
        long rest = mask;
        while (rest != 0) {
            int first = Long.numberOfTrailingZeros(rest);
            int count = Long.numberOfTrailingZeros(~(rest >>> first));
            runs.add(new GrainRun(first, count));
            rest &= ~mask(first, count);
        }
        return runs;
    }

    /** The mask of a run. */
    static long mask(int first, int count) {
        return count == Long.SIZE ? -1L : ((1L << count) - 1) << first;
    }
}
