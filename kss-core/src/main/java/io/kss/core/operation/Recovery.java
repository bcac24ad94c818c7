package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.workspace.Intent;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.Optional;

/** Finishes or undoes what an earlier run left half done on this host. Every operation begins with it. */
final class Recovery {

    private Recovery() {}

    /**
     * As {@link #run}, for what starts and stops the guest and makes nothing of what it wrote: a VM that a takeover brought here
     * may do that before the store knows of it.
     */
    static void beforeRunning(VmSession session) throws KssException, HypervisorException, IOException {
        if (Settling.arrived(session)) {
            Settling.settleHere(session);
        } else {
            run(session);
        }
    }

    /**
     * Only the store can tell how a takeover ended that was cut short, and what a VM writes after it becomes a snapshot only
     * when the journal says that it moved: until then nobody knows under which identity.
     */
    private static void requireNotOnItsWay(VmSession session) throws KssException, HypervisorException, IOException {
        if (Settling.arrived(session)) {
            Settling.settleHere(session);
            throw new KssException(
                            Reason.STORE_UNAVAILABLE,
                            "The VM " + session.name() + " came here by a takeover that the store does not know of yet."
                                    + " Until it does, no snapshot is made; what the VM writes is safe in its newest"
                                    + " layer here.",
                            "reach the store, then the same command again")
                    .with("vm", session.name());
        }
        throw new KssException(
                        Reason.LEASED_ELSEWHERE,
                        "A takeover of the VM " + session.name() + " was cut short, and how it ended can't be found"
                                + " out without the store.",
                        "reach the store, then kss status " + session.name())
                .with("vm", session.name());
    }

    static void run(VmSession session) throws KssException, HypervisorException, IOException {
        if (session.local().isEmpty()) {
            return;
        }
        Optional<Intent> intent = session.managed().intent();
        if (Settling.isNeeded(session)) {
            requireNotOnItsWay(session);
        }
        if (intent.isPresent() && intent.get() instanceof Intent.Sealing sealing) {
            new Sealing(session).recover(sealing);
        } else if (intent.isPresent() && intent.get() instanceof Intent.Suspending suspending) {
            new Suspending(session).recover(suspending);
        } else if (intent.isPresent() && intent.get() instanceof Intent.Resuming) {
            Resumption.requireSettled(session);
        } else if (intent.isPresent() && intent.get() instanceof Intent.Placing placing) {
            new Placement(session).recover(placing);
        } else if (intent.isPresent() && intent.get() instanceof Intent.Merging merging) {
            new LocalMerging(session).recover(merging.placing());
        } else if (intent.isPresent() && intent.get() instanceof Intent.Cloning cloning) {
            new SecondVm(session).finish(cloning);
        }
        new HalfMerged(session).settle();
        new SavedMemory(session).tidy();
        new Asides(session).tidy();
    }
}
