package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.workspace.Intent;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.Optional;

/** Finishes or undoes what an earlier run left half done on this host. Every operation begins with it. */
final class Recovery {

    private Recovery() {}

    static void run(VmSession session) throws KssException, HypervisorException, IOException {
        if (session.local().isEmpty()) {
            return;
        }
        Optional<Intent> intent = session.managed().intent();
        if (intent.isPresent() && intent.get() instanceof Intent.Sealing sealing) {
            new Sealing(session).recover(sealing);
        } else if (intent.isPresent() && intent.get() instanceof Intent.Placing placing) {
            new Placement(session).recover(placing);
        }
        new Asides(session).tidy();
    }
}
