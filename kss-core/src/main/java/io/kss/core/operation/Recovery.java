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

    /** Only the store can tell how a takeover ended that was cut short; without it, at most what runs here goes on. */
    private static void requireNotOnItsWay(VmSession session) throws KssException, HypervisorException, IOException {
        Settling.settleHere(session);
        boolean arrived =
                session.managed().intent().orElseThrow() instanceof Intent.Arriving arriving && arriving.ran();
        if (!arrived) {
            throw new KssException(
                            Reason.LEASED_ELSEWHERE,
                            "A takeover of the VM " + session.name() + " was cut short, and how it ended can't be found"
                                    + " out without the store.",
                            "reach the store, then kss status " + session.name())
                    .with("vm", session.name());
        }
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
