package io.kss.core.operation;

import io.kss.core.conflict.Comparison;
import io.kss.core.conflict.Relation;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.journal.VmState;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.Optional;

/** Makes sure that this host has nothing of its own before the head goes elsewhere: what it has is sealed and sent. */
final class OwnWork {

    private final RemoteVm remote;
    private final VmSession session;

    OwnWork(RemoteVm remote) {
        this.remote = remote;
        this.session = remote.session();
    }

    /**
     * Seals and sends. Afterwards this host does not hold the lease, unless somebody uses the VM behind our back.
     *
     * @param toDoWhat why the VM must be off
     * @throws KssException {@code DIVERGED}
     */
    Optional<PublishOutcome> send(String toDoWhat)
            throws KssException, HypervisorException, IOException, InterruptedException {
        VmState state = remote.read();
        Optional<Domain> domain = session.domain();
        if (domain.isPresent()) {
            Readiness.requireOff(domain.get(), toDoWhat);
        }
        boolean changed = false;
        if (domain.isPresent() && !session.chain().disks().isEmpty()) {
            Readiness.requireSynchronisable(domain.get());
            Readiness.requireOurChain(session, domain.get());
            changed = Changes.any(session, domain.get());
        }
        Comparison comparison = Comparison.of(session.local(), changed, Optional.of(state));
        requireNoConflict(comparison, state, changed);
        if (domain.isEmpty()) {
            requireNothingUnsent(comparison);
            return Optional.empty();
        }
        boolean ahead = comparison.relation() == Relation.AHEAD || comparison.relation() == Relation.ONLY_HERE;
        if (!ahead && !remote.holdsLease(state)) {
            return Optional.empty();
        }
        if (ahead) {
            new Sealing(session).sealChanges();
        }
        PublishOutcome outcome = new Publishing(remote).publishAll();
        VmState now = remote.read();
        requireNoConflict(Comparison.of(session.local(), false, Optional.of(now)), now, false);
        return outcome.published().isEmpty() ? Optional.empty() : Optional.of(outcome);
    }

    private void requireNoConflict(Comparison comparison, VmState state, boolean changed) throws KssException {
        if (comparison.relation() == Relation.DIVERGED) {
            throw Divergence.refusal(session, comparison, state, changed);
        }
    }

    private void requireNothingUnsent(Comparison comparison) throws KssException {
        if (!comparison.unsent().isEmpty()) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The VM " + session.name() + " is not defined on this host any more, but snapshots of it"
                                    + " that were never sent are here.",
                            "kss doctor tells what is here")
                    .with("vm", session.name());
        }
    }
}
