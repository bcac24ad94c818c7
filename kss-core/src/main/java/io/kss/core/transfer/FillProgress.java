package io.kss.core.transfer;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.manifest.Region;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;

/** Notes which regions are complete, and from time to time makes them durable. Thread-safe. */
final class FillProgress {

    private final List<Region> delta;
    private final AtomicIntegerArray left;
    private final LayerFiller filler;
    private final DownloadRecord record;
    private final long flushEvery;
    private final ReentrantLock flushing = new ReentrantLock();
    private BitSet complete = new BitSet();
    private long unflushed;

    FillProgress(
            List<Region> delta, AtomicIntegerArray left, LayerFiller filler, DownloadRecord record, long flushEvery) {
        this.delta = delta;
        this.left = left;
        this.filler = filler;
        this.record = record;
        this.flushEvery = flushEvery;
    }

    /** One piece of work for a region is done. */
    void done(int position, long bytes) {
        boolean last = left.decrementAndGet(position) == 0;
        synchronized (this) {
            unflushed += bytes;
            if (last) {
                complete.set(delta.get(position).index());
            }
        }
    }

    /** Makes durable what is complete if it is much, unless another thread does so already. */
    void flushNowAndThen() throws HypervisorException, KssException {
        synchronized (this) {
            if (unflushed < flushEvery) {
                return;
            }
        }
        if (flushing.tryLock()) {
            try {
                flush();
            } finally {
                flushing.unlock();
            }
        }
    }

    /** Makes durable what is complete. */
    void flush() throws HypervisorException, KssException {
        BitSet regions;
        synchronized (this) {
            regions = complete;
            complete = new BitSet();
            unflushed = 0;
        }
        filler.flush();
        try {
            record.flushed(regions);
        } catch (IOException e) {
            throw new KssException(
                    Reason.UNEXPECTED,
                    "What was fetched can't be noted down on this host: " + e.getMessage() + ".",
                    e,
                    "make sure that the state directory is writable and its disk is not full, then run again");
        }
    }
}
