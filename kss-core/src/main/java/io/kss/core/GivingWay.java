package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.workspace.RunMarks;
import java.io.IOException;

/** Work under a VM's lock that is broken off as soon as somebody else wants the VM. */
final class GivingWay {

    private static final long LOOK_MILLIS = 200;

    private final RunMarks marks;
    private final Thread worker = Thread.currentThread();
    private boolean armed = true;
    private boolean gaveWay;

    GivingWay(RunMarks marks) {
        this.marks = marks;
    }

    /**
     * Does it, once, on the thread that made this.
     *
     * @throws KssException {@code INTERRUPTED} also if it gave way
     */
    <T> T during(Interruptible<T> work) throws KssException, IOException {
        marks.unwant();
        marks.yielding();
        Thread watch = new Thread(this::watch, "kss-give-way");
        watch.setDaemon(true);
        watch.start();
        try {
            return work.run();
        } finally {
            disarm();
            watch.interrupt();
            marks.unyielding();
        }
    }

    /** Whether it was broken off because somebody wants the VM, and for no other reason. */
    boolean gaveWay(KssException end) {
        return gaveWay && end.reason() == Reason.INTERRUPTED;
    }

    private void watch() {
        try {
            while (!marks.wanted()) {
                Thread.sleep(LOOK_MILLIS);
            }
            wake();
        } catch (InterruptedException e) {
            // the work has ended
        } catch (IOException e) {
            // Nobody can be seen to wait: they will be told that the VM is busy.
        }
    }

    private synchronized void wake() {
        if (armed) {
            gaveWay = true;
            worker.interrupt();
        }
    }

    /** The interruption was for the work, not for what follows on it. */
    private synchronized void disarm() {
        armed = false;
        if (gaveWay) {
            boolean unused = Thread.interrupted();
        }
    }

    /** Work that ends soon with {@code INTERRUPTED} when its thread is interrupted. */
    interface Interruptible<T> {
        T run() throws KssException;
    }
}
