package io.kss.core.storecheck;

import io.kss.core.progress.Progress;
import io.kss.core.progress.ProgressListener;

/** Tells how far a check is, one call at a time. Thread-safe. */
final class Ticker {

    private final ProgressListener listener;
    private String step = "";
    private long moved;
    private long seed = 1L << 32;

    Ticker(ProgressListener listener) {
        this.listener = listener;
    }

    synchronized void step(String what) {
        step = what;
        moved = 0;
        tell();
    }

    synchronized void moved(int bytes) {
        moved += bytes;
        tell();
    }

    /** Bytes that nobody had before, told of when they are read. */
    synchronized Noise counted(long length) {
        return new Noise(seed++, length, this::moved);
    }

    private void tell() {
        listener.progressed(new Progress(Progress.Step.CHECKING_STORE, "", step, 0, 0, moved));
    }
}
