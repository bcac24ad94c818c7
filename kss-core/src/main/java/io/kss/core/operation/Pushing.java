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

/** Sends what this host has: seals the changes of a VM that is off, then publishes. */
public final class Pushing {

    private final VmSession session;
    private final Store store;

    public Pushing(VmSession session, Store store) {
        this.session = session;
        this.store = store;
    }

    /**
     * Seals and sends.
     *
     * @throws KssException {@code DIVERGED} after what is here landed as a branch
     */
    public PublishOutcome push() throws KssException, HypervisorException, IOException, InterruptedException {
        Recovery.run(session);
        Domain domain = session.requireDomain();
        Readiness.requireSynchronisable(domain);
        Optional<RemoteVm> found = new Binding(session, store).find();
        if (!domain.state().active() || session.local().isEmpty()) {
            new Sealing(session).sealChanges();
        } else {
            Readiness.requireOurChain(session, domain);
        }
        RemoteVm remote = found.isPresent() ? found.get() : new Binding(session, store).findOrCreate();
        PublishOutcome outcome = new Publishing(remote).publishAll();
        VmState state = remote.read();
        Comparison comparison = Comparison.of(session.local(), false, Optional.of(state));
        if (comparison.relation() == Relation.DIVERGED) {
            throw Divergence.refusal(session, comparison, state, false);
        }
        return outcome;
    }

    /** Sends again what the store lost or damaged and this host still has; then pushes. */
    public PublishOutcome repair() throws KssException, HypervisorException, IOException, InterruptedException {
        Recovery.run(session);
        Optional<RemoteVm> found = new Binding(session, store).find();
        if (found.isPresent()) {
            new Repairing(found.get()).repair(found.get().read());
        }
        return push();
    }

    /** What a store that can't be reached means for this VM: is anything unsent? */
    public static KssException unreachable(VmSession session, KssException failure) {
        if (!hasUnsentWork(session)) {
            return failure;
        }
        return new KssException(
                        Reason.BLOCKED_UNSENT,
                        "The VM " + session.name() + " has work on this host that was never sent, and "
                                + lowerFirst(failure.message()),
                        failure,
                        "reach the store, then run the same command again",
                        "kss start " + session.name() + " --offline starts without the store")
                .with("vm", session.name());
    }

    /** Whether this host has anything that the repository, as last seen, lacks. Not known counts as yes. */
    public static boolean hasUnsentWork(VmSession session) {
        if (session.local().isEmpty()) {
            return false;
        }
        try {
            boolean unsent = session.chain().line().stream().anyMatch(snapshot -> !snapshot.sent());
            Optional<Domain> domain = session.domain();
            return unsent || (domain.isPresent() && Changes.any(session, domain.get()));
        } catch (HypervisorException | IOException e) {
            return true;
        }
    }

    private static String lowerFirst(String sentence) {
        return sentence.isEmpty() ? sentence : Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
