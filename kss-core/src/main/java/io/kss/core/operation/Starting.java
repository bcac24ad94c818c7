package io.kss.core.operation;

import io.kss.core.conflict.Comparison;
import io.kss.core.conflict.Relation;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalVm;
import io.kss.core.workspace.SeenLease;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.Optional;

/** Starts a VM: never an outdated one, never without the lease unless that was asked for, never from a sealed layer. */
public final class Starting {

    private final VmSession session;

    public Starting(VmSession session) {
        this.session = session;
    }

    /**
     * Brings this host up to date, takes the lease and starts.
     *
     * @param keepActiveLayer whether unsealed changes of ours may simply go on
     */
    public StartOutcome online(Store store, boolean keepActiveLayer, boolean breakLease)
            throws KssException, HypervisorException, IOException, InterruptedException {
        Recovery.run(session);
        requireStartable();
        Optional<RemoteVm> found = new Binding(session, store).find();
        if (found.isEmpty() && session.local().isEmpty()) {
            // The base of a VM that never was sealed is sealed now, so that the work to come is a layer of its own.
            new Sealing(session).sealChanges();
        }
        RemoteVm remote = found.isPresent() ? found.get() : new Binding(session, store).findOrCreate();
        Leasing leasing = new Leasing(remote);
        VmState state = remote.read();
        requireSomethingToStart(state);
        if (breakLease && !remote.holdsLease(state)) {
            leasing.breakLease();
            state = remote.read();
        }
        leasing.requireNotElsewhere(state);
        boolean goOn = keepActiveLayer && Changes.inActiveLayers(session);
        Optional<PublishOutcome> pushed = goOn ? Optional.empty() : pushIfAhead(remote, state);
        Optional<FetchOutcome> fetched = fetchIfBehind(remote);
        boolean held = remote.holdsLease(remote.read());
        leasing.acquire(this::requireCurrent);
        try {
            if (!goOn) {
                requireEmptyActiveLayers();
            }
            launch(() -> leasing.requireNotElsewhere(requireHeld(remote)));
        } catch (KssException | HypervisorException | IOException e) {
            if (!held) {
                releaseAfter(leasing, e);
            }
            throw e;
        }
        return new StartOutcome(pushed, fetched, true);
    }

    /** Starts without the store. The run is marked, so that its work is published or kept as a branch later. */
    public StartOutcome offline(boolean breakLease) throws KssException, HypervisorException, IOException {
        Recovery.run(session);
        requireStartable();
        Optional<SeenLease> seen = session.local().flatMap(LocalVm::seenLease);
        boolean ours = seen.map(SeenLease::ours).orElse(false) && !mayBeGone();
        if (!ours && !breakLease) {
            requireNotKnownElsewhere(seen);
        }
        if (session.local().isEmpty()) {
            new Sealing(session).sealChanges();
        }
        if (!ours) {
            session.update(vm -> vm.withUnleased(true));
        }
        launch(() -> {});
        return new StartOutcome(Optional.empty(), Optional.empty(), ours);
    }

    private void requireStartable() throws KssException, HypervisorException {
        Optional<Domain> domain = session.domain();
        if (domain.isPresent()) {
            Readiness.requireSynchronisable(domain.get());
            if (domain.get().state().active()) {
                throw new KssException(
                                Reason.WRONG_VM_STATE,
                                "The VM " + session.name() + " is running already.",
                                "kss status " + session.name())
                        .with("vm", session.name());
            }
        }
    }

    /**
     * The VM is here or can be fetched. While its maker has not sent its first snapshot, a lease of anybody else would
     * keep that from becoming the head.
     */
    private void requireSomethingToStart(VmState state) throws KssException, HypervisorException {
        if (state.head().isEmpty() && session.domain().isEmpty()) {
            throw new KssException(
                            Reason.NO_SUCH_VM,
                            "The repository knows the VM " + session.name() + ", but has no snapshot of it yet.",
                            "on the host that has the VM: kss push " + session.name())
                    .with("vm", session.name());
        }
    }

    private Optional<PublishOutcome> pushIfAhead(RemoteVm remote, VmState state)
            throws KssException, HypervisorException, IOException, InterruptedException {
        if (session.domain().isEmpty()) {
            return Optional.empty();
        }
        boolean changed = false;
        if (!session.chain().disks().isEmpty()) {
            Domain domain = session.requireDomain();
            Readiness.requireOurChain(session, domain);
            changed = Changes.any(session, domain);
        }
        Comparison comparison = Comparison.of(session.local(), changed, Optional.of(state));
        if (comparison.relation() == Relation.DIVERGED) {
            throw Divergence.refusal(session, comparison, state, changed);
        }
        if (comparison.relation() != Relation.AHEAD && comparison.relation() != Relation.ONLY_HERE) {
            return Optional.empty();
        }
        new Sealing(session).sealChanges();
        PublishOutcome outcome = new Publishing(remote).publishAll();
        if (session.managed().conflict().isPresent()) {
            VmState now = remote.read();
            throw Divergence.refusal(session, Comparison.of(session.local(), false, Optional.of(now)), now, false);
        }
        return Optional.of(outcome);
    }

    private Optional<FetchOutcome> fetchIfBehind(RemoteVm remote)
            throws KssException, HypervisorException, IOException, InterruptedException {
        VmState state = remote.read();
        boolean changed = !session.chain().disks().isEmpty() && Changes.inActiveLayers(session);
        Comparison comparison = Comparison.of(session.local(), changed, Optional.of(state));
        if (comparison.relation() == Relation.DIVERGED) {
            throw Divergence.refusal(session, comparison, state, changed);
        }
        boolean undefined =
                comparison.relation() == Relation.IN_SYNC && session.domain().isEmpty();
        if (comparison.relation() != Relation.BEHIND
                && comparison.relation() != Relation.ONLY_IN_REPOSITORY
                && !undefined) {
            return Optional.empty();
        }
        SnapshotId head = state.head().orElseThrow();
        return Optional.of(new Fetching(remote).fetch(state, head));
    }

    /** Asked on the very state on which the lease is taken: the head is still what our active layers stand on. */
    private void requireCurrent(VmState state) throws KssException {
        if (state.head().isPresent() && !state.head().equals(session.chain().base())) {
            Comparison comparison = Comparison.of(session.local(), false, Optional.of(state));
            if (comparison.relation() == Relation.AHEAD) {
                return;
            }
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The repository got a newer state of " + session.name() + " while it was being started.",
                            "kss start " + session.name())
                    .with("vm", session.name());
        }
    }

    private VmState requireHeld(RemoteVm remote) throws KssException, IOException {
        VmState state = remote.read();
        if (!remote.holdsLease(state)) {
            throw new KssException(
                            Reason.LEASED_ELSEWHERE,
                            "The lease of " + session.name() + " was broken by another host just now.",
                            "kss status " + session.name())
                    .with("vm", session.name());
        }
        return state;
    }

    private void requireEmptyActiveLayers() throws KssException, HypervisorException {
        for (LocalDisk disk : session.chain().disks()) {
            if (session.images().holdsData(disk.active())) {
                throw new KssException(
                                Reason.WRONG_VM_STATE,
                                "The active layer " + disk.active() + " got data while " + session.name()
                                        + " was being started: another tool uses the VM.",
                                "kss status " + session.name())
                        .with("vm", session.name());
            }
        }
    }

    private void launch(Probe lastProbe) throws KssException, HypervisorException, IOException {
        Domain domain = session.requireDomain();
        Readiness.requireSynchronisable(domain);
        Readiness.requireOurChain(session, domain);
        lastProbe.run();
        session.host().hypervisor().start(session.name());
    }

    private boolean mayBeGone() throws KssException, IOException {
        return session.workspace().journal().pending().isPresent();
    }

    private void requireNotKnownElsewhere(Optional<SeenLease> seen) throws KssException, IOException {
        if (mayBeGone()) {
            throw new KssException(
                            Reason.LEASED_ELSEWHERE,
                            "It is not known whether this host still holds the lease of " + session.name()
                                    + ": its last message to the store was never confirmed.",
                            "reach the store, then kss start " + session.name(),
                            "kss start " + session.name()
                                    + " --offline --break starts anyway; if another host works on the VM too, one side"
                                    + " becomes a branch")
                    .with("vm", session.name());
        }
        if (seen.isPresent() && !seen.get().ours()) {
            throw new KssException(
                            Reason.LEASED_ELSEWHERE,
                            "When the store was last reached, " + session.name() + " was leased by "
                                    + seen.get().hostName() + " since "
                                    + seen.get().since() + ".",
                            "reach the store, then kss start " + session.name(),
                            "kss start " + session.name()
                                    + " --offline --break starts anyway; the two sides will be a conflict later")
                    .with("vm", session.name())
                    .with("holder", seen.get().hostName())
                    .with("since", seen.get().since());
        }
    }

    private static void releaseAfter(Leasing leasing, Exception failure) {
        try {
            leasing.release(() -> true);
        } catch (KssException | IOException e) {
            // The lease stays ours, which is safe; what matters is why the start failed.
            failure.addSuppressed(e);
        }
    }

    /** The last look at the store before the launch. */
    private interface Probe {
        void run() throws KssException, IOException;
    }
}
