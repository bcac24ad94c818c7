package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.workspace.RunMarks;
import io.kss.core.workspace.StateFolder;
import io.kss.core.workspace.VmWorkspace;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Taking a VM's lock from work in the background, which gives way to whoever waits. */
final class Turn {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final VmWorkspace workspace;
    private final RunMarks marks;

    Turn(VmWorkspace workspace) {
        this.workspace = workspace;
        this.marks = workspace.marks();
    }

    /** For what a person asks for: what somebody else asked for is not waited for. */
    StateFolder.Lock take() throws KssException, IOException, InterruptedException {
        Optional<StateFolder.Lock> lock = workspace.tryLock();
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean waited = false;
        while (lock.isEmpty() && (waited || marks.yields()) && System.nanoTime() - end < 0) {
            waited = true;
            marks.want();
            Thread.sleep(LOOK.toMillis());
            lock = workspace.tryLock();
        }
        StateFolder.Lock taken = lock.isPresent() ? lock.get() : workspace.lock();
        if (waited) {
            marks.unwant();
        }
        return taken;
    }

    /**
     * For a hypervisor's hook. Who has the VM may wait for the hypervisor, and thereby for the caller: there is no use in
     * waiting long. Empty if a kss that has the VM starts it right now, which it has decided
     * about already.
     */
    Optional<StateFolder.Lock> takeUnlessLaunched(Duration patience)
            throws KssException, IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<StateFolder.Lock> lock = workspace.tryLock();
            if (lock.isPresent()) {
                marks.unwant();
                return lock;
            }
            if (marks.useLaunch()) {
                return lock;
            }
            if (System.nanoTime() - end >= 0) {
                throw new KssException(
                        Reason.BUSY,
                        "Another kss works on this VM right now, perhaps putting away what its last run left.",
                        "start it again in some seconds; work in the background gives way",
                        "or end the other kss; it can be interrupted at any time");
            }
            marks.want();
            Thread.sleep(LOOK.toMillis());
        }
    }
}
