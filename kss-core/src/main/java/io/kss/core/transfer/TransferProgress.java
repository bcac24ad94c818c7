package io.kss.core.transfer;

import io.kss.core.progress.Progress;
import io.kss.core.progress.ProgressListener;

/** Counts what a transfer did and tells a listener, one call at a time. Thread-safe. */
public final class TransferProgress {

    private final ProgressListener listener;
    private final Progress.Step step;
    private final String vm;
    private final long total;
    private String detail = "";
    private long done;
    private long transferred;

    /**
     * Starts at nothing.
     *
     * @param vm the VM's name
     * @param total bytes of disk data altogether; 0 if not known
     */
    public TransferProgress(ProgressListener listener, Progress.Step step, String vm, long total) {
        this.listener = listener;
        this.step = step;
        this.vm = vm;
        this.total = total;
    }

    /** For nobody who listens. */
    public static TransferProgress silent() {
        return new TransferProgress(ProgressListener.NONE, Progress.Step.PUSHING, "", 0);
    }

    /** Bytes that went over the wire so far, those that had to go again included. */
    public synchronized long transferred() {
        return transferred;
    }

    /** Bytes of data worked off so far. */
    public synchronized long done() {
        return done;
    }

    /** Says what is being transferred, such as a disk. */
    public synchronized void detail(String text) {
        detail = text;
    }

    synchronized void done(long bytes) {
        done += bytes;
        tell();
    }

    synchronized void transferred(long bytes) {
        transferred += bytes;
        tell();
    }

    private void tell() {
        listener.progressed(new Progress(step, vm, detail, done, total, transferred));
    }
}
