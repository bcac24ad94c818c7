package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.journal.Lease;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.Optional;

/** A person's hand on the lease. */
public final class LeaseControl {

    private final VmSession session;
    private final Store store;

    public LeaseControl(VmSession session, Store store) {
        this.session = session;
        this.store = store;
    }

    /** Ends the present lease, whoever has it. */
    public Optional<Lease> breakLease() throws KssException, HypervisorException, IOException {
        if (Settling.isNeeded(session)) {
            // The way out where the other side of a takeover is lost: what it knew can't be waited for.
            RemoteVm cutShort = new RemoteVm(session, store);
            Optional<Lease> broken = new Leasing(cutShort).breakLease();
            new Settling(cutShort).settle();
            return broken;
        }
        Recovery.run(session);
        Optional<RemoteVm> remote = new Binding(session, store).find();
        return remote.isEmpty() ? Optional.empty() : new Leasing(remote.get()).breakLease();
    }
}
