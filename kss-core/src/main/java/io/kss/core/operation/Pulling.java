package io.kss.core.operation;

import io.kss.core.conflict.Comparison;
import io.kss.core.conflict.Relation;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.Optional;

/** Brings the repository's head, or a snapshot of choice, to this host, unless this host has work of its own. */
public final class Pulling {

    private final VmSession session;
    private final Store store;

    public Pulling(VmSession session, Store store) {
        this.session = session;
        this.store = store;
    }

    /**
     * Fetches.
     *
     * @param wanted a branch, or the beginning of a snapshot's identity; empty for the head
     * @return what was moved, or empty if everything was here
     */
    public Optional<FetchOutcome> pull(Optional<String> wanted)
            throws KssException, HypervisorException, IOException, InterruptedException {
        Recovery.run(session);
        RemoteVm remote = new Binding(session, store).find().orElseThrow(() -> notInRepository(session));
        VmState state = remote.read();
        new Asides(session).published(state);
        SnapshotId target = wanted.isPresent()
                ? new SnapshotNames(session.name(), state)
                        .published(wanted.get(), session.chain().snapshots().keySet())
                : headOf(state);
        Optional<Domain> domain = session.domain();
        boolean changed = false;
        if (domain.isPresent() && !session.chain().disks().isEmpty()) {
            Readiness.requireSynchronisable(domain.get());
            Readiness.requireOurChain(session, domain.get());
            changed = Changes.any(session, domain.get());
        }
        Comparison comparison = Comparison.of(session.local(), changed, Optional.of(state));
        if (comparison.relation() == Relation.DIVERGED) {
            throw Divergence.refusal(session, comparison, state, changed);
        }
        if (session.chain().base().equals(Optional.of(target)) && domain.isPresent() && !Asides.isHandedOver(session)) {
            return Optional.empty();
        }
        if (comparison.relation() == Relation.AHEAD) {
            if (wanted.isEmpty()) {
                return Optional.empty();
            }
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "This host has work on " + session.name() + " that was not sent; going to another snapshot"
                                    + " now would leave it behind.",
                            "kss push " + session.name() + ", then the same command again")
                    .with("vm", session.name());
        }
        return Optional.of(new Fetching(remote).fetch(state, target));
    }

    private SnapshotId headOf(VmState state) throws KssException {
        return state.head().orElseThrow(() -> notInRepository(session));
    }

    static KssException notInRepository(VmSession session) {
        return new KssException(
                        Reason.NO_SUCH_VM,
                        "The repository has no snapshot of a VM named " + session.name() + ".",
                        "kss status lists the VMs that are there",
                        "on the host that has the VM: kss push " + session.name())
                .with("vm", session.name());
    }
}
