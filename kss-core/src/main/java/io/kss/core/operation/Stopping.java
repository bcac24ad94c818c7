package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.progress.Progress;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shuts a guest down and seals what it left. Sending it is {@link Publishing}'s. */
public final class Stopping {

    private final VmSession session;

    public Stopping(VmSession session) {
        this.session = session;
    }

    /**
     * Shuts down gracefully; a VM that is off stays off.
     *
     * @param force whether to cut the power if the guest does not shut down in time
     * @return whether the power had to be cut
     */
    public boolean shutDown(Duration deadline, boolean force) throws KssException, HypervisorException, IOException {
        Recovery.beforeRunning(session);
        Domain domain = session.requireDomain();
        if (!domain.state().active()) {
            return false;
        }
        Optional<KssException> stopped = new GoingOn(session).whyStopped();
        if (stopped.isPresent() && !force) {
            // It can't hear that it should shut down, and would be waited for in vain.
            List<String> ways = new ArrayList<>(stopped.get().waysOut());
            ways.add("kss stop " + session.name() + " --force (cuts the power: what it could not write is lost)");
            throw stopped.get().withWaysOut(ways);
        }
        session.host()
                .progress()
                .progressed(new Progress(Progress.Step.WAITING_FOR_SHUTDOWN, session.name(), "", 0, 0, 0));
        if (session.host().hypervisor().shutDown(session.name(), deadline)) {
            return false;
        }
        if (!force) {
            throw new KssException(
                            Reason.SHUTDOWN_TIMEOUT,
                            "The guest of " + session.name() + " did not shut down within " + deadline.toSeconds()
                                    + " seconds. It is still running; nothing was cut off.",
                            "look at its screen and shut it down from inside, then kss stop " + session.name(),
                            "kss stop " + session.name() + " --timeout 10m (waits longer)",
                            "kss stop " + session.name()
                                    + " --force (cuts the power: unsaved work in the guest is lost)")
                    .with("vm", session.name());
        }
        session.host().hypervisor().powerOff(session.name());
        return true;
    }

    /** Seals what changed. */
    public Optional<LocalSnapshot> seal() throws KssException, HypervisorException, IOException {
        Recovery.run(session);
        return new Sealing(session).sealChanges();
    }
}
