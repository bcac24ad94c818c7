package io.kss.core.operation;

import io.kss.core.conflict.Comparison;
import io.kss.core.conflict.Relation;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalMemory;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.RunMarks;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
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
     * @param discardMemory whether a suspended VM shall boot from its disks
     */
    public StartOutcome online(Store store, boolean keepActiveLayer, boolean breakLease, boolean discardMemory)
            throws KssException, HypervisorException, IOException, InterruptedException {
        if (isResuming() && new Resumption(session).settle(Optional.of(new RemoteVm(session, store)))) {
            return new StartOutcome(Optional.empty(), Optional.empty(), true, MemoryUse.RESUMED, Optional.empty());
        }
        Recovery.run(session);
        requireStartable();
        boolean cutShort = wasCutShort();
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
        if (!discardMemory) {
            requireUnchangedSinceSuspended();
        }
        boolean goOn = keepActiveLayer && Changes.inActiveLayers(session);
        Optional<PublishOutcome> pushed = goOn ? Optional.empty() : pushIfAhead(remote, state);
        Optional<FetchOutcome> fetched = fetchIfBehind(remote);
        new SavedMemory(session).tidy();
        VmState now = remote.read();
        boolean resume =
                !goOn && !discardMemory && session.managed().usableMemory().isPresent();
        boolean discarded = !resume && session.managed().usableMemory().isPresent();
        Optional<FetchOutcome> memory = resume ? new FetchingMemory(remote).fetch(suspended(now)) : Optional.empty();
        boolean held = remote.holdsLease(now);
        LastChecks checks = new LastChecks(session);
        leasing.acquire(checks::requireCurrent);
        try {
            if (!goOn) {
                requireEmptyActiveLayers();
            }
            if (resume) {
                resume(remote, checks, !held);
            } else {
                launch(!held, () -> {
                    leasing.requireNotElsewhere(checks.requireHeld(remote));
                    giveUpMemory(remote);
                });
            }
        } catch (KssException | HypervisorException | IOException e) {
            if (!held && isOff()) {
                releaseAfter(leasing, e);
            }
            throw e;
        }
        MemoryUse use = resume
                ? MemoryUse.RESUMED
                : discarded ? MemoryUse.DISCARDED : cutShort ? MemoryUse.USED_BEFORE : MemoryUse.NONE;
        return new StartOutcome(pushed, fetched, true, use, memory);
    }

    private boolean isResuming() {
        return session.local()
                .flatMap(vm -> vm.intent())
                .filter(Intent.Resuming.class::isInstance)
                .isPresent();
    }

    /** Whether the last run went on from saved memory and never came to an end that was dealt with. */
    private boolean wasCutShort() throws KssException, IOException {
        return session.local()
                        .filter(vm -> vm.memory()
                                .filter(memory ->
                                        memory.spent() && vm.chain().base().equals(Optional.of(memory.snapshot())))
                                .isPresent())
                        .isPresent()
                && session.workspace().marks().run().isPresent();
    }

    private void resume(RemoteVm remote, LastChecks checks, boolean leaseTaken)
            throws KssException, HypervisorException, IOException {
        Domain domain = session.requireDomain();
        Readiness.requireSynchronisable(domain);
        Readiness.requireOurChain(session, domain);
        VmState state = checks.requireHeld(remote);
        SnapshotId snapshot = session.managed()
                .usableMemory()
                .map(LocalMemory::snapshot)
                .orElseThrow(() -> new KssException(
                        Reason.WRONG_VM_STATE,
                        "The memory of " + state.name() + " was used by another start meanwhile.",
                        "kss start " + state.name()));
        new Resumption(session).launch(leaseTaken, () -> Resumption.spend(remote, snapshot, true));
    }

    /** Whoever starts from the head's disks writes to them: its memory is of no use afterwards. */
    private void giveUpMemory(RemoteVm remote) throws KssException, IOException {
        Optional<SnapshotId> suspended = remote.read().suspended();
        if (suspended.isPresent() && suspended.equals(session.chain().base())) {
            Resumption.spend(remote, suspended.get(), false);
        }
    }

    private PublishedSnapshot suspended(VmState state) throws KssException {
        SnapshotId base = session.chain().base().orElseThrow();
        return Optional.ofNullable(state.snapshots().get(base))
                .filter(PublishedSnapshot::isSuspended)
                .orElseThrow(() -> new KssException(
                        Reason.WRONG_VM_STATE,
                        "The memory of " + session.name() + " was used by another start meanwhile.",
                        "kss start " + session.name()));
    }

    /** Booting instead of going on loses what was in memory: only a person can say that. */
    private void requireUnchangedSinceSuspended() throws KssException, HypervisorException, IOException {
        if (session.managed().usableMemory().isPresent() && Changes.any(session, session.requireDomain())) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The VM " + session.name()
                                    + " was suspended, but its disks or its definition were changed since"
                                    + " then by another tool; its saved memory does not fit them any more.",
                            "kss start " + session.name() + " --discard-memory boots it as it is now; what was only in"
                                    + " memory is lost",
                            "undo a change of the definition with virsh edit " + session.name())
                    .with("vm", session.name());
        }
    }

    /** Starts without the store. The run is marked, so that its work is published or kept as a branch later. */
    public StartOutcome offline(boolean breakLease, boolean discardMemory)
            throws KssException, HypervisorException, IOException {
        if (isResuming()) {
            requireNotInTheStore();
            if (new Resumption(session).settle(Optional.empty())) {
                return new StartOutcome(Optional.empty(), Optional.empty(), true, MemoryUse.RESUMED, Optional.empty());
            }
        }
        Recovery.beforeRunning(session);
        requireStartable();
        boolean cutShort = wasCutShort();
        KnownLease known = new KnownLease(session);
        boolean ours = known.isOurs();
        if (!ours && !breakLease) {
            known.requireNotElsewhere();
        }
        if (session.local().isEmpty()) {
            new Sealing(session).sealChanges();
        }
        requireNotHandedOver();
        boolean suspended = session.managed().usableMemory().isPresent();
        if (suspended && !discardMemory) {
            requireUnchangedSinceSuspended();
            requireNotInTheStore();
            new Resumption(session).launch(false, () -> {});
            return new StartOutcome(Optional.empty(), Optional.empty(), ours, MemoryUse.RESUMED, Optional.empty());
        }
        if (!ours) {
            session.update(vm -> vm.withUnleased(true));
        }
        launch(false, () -> new SavedMemory(session).spent());
        MemoryUse use = suspended ? MemoryUse.DISCARDED : cutShort ? MemoryUse.USED_BEFORE : MemoryUse.NONE;
        return new StartOutcome(Optional.empty(), Optional.empty(), ours, use, Optional.empty());
    }

    /** What left with a running VM has no active layers here, and making some needs to know what came of it elsewhere. */
    private void requireNotHandedOver() throws KssException, HypervisorException {
        if (Asides.isHandedOver(session)) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The VM " + session.name() + " left this host while it ran, and what it wrote last is not"
                                    + " here. Only the store can tell what became of it.",
                            "kss start " + session.name() + " as soon as the store can be reached",
                            "kss takeover " + session.name() + " brings it back from the host where it runs")
                    .with("vm", session.name());
        }
    }

    /** Of memory that was sent, only the store can tell whether it was used elsewhere. */
    private void requireNotInTheStore() throws KssException, IOException {
        boolean sent = session.chain().baseSnapshot().map(LocalSnapshot::sent).orElse(true);
        if (sent || !new KnownLease(session).isOurs()) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The VM " + session.name()
                                    + " is suspended, and its memory was sent to the store: only there"
                                    + " it can be found out whether another host has used it.",
                            "kss start " + session.name() + " as soon as the store can be reached",
                            "kss start " + session.name() + " --offline --discard-memory boots from its disks; what was"
                                    + " only in memory is lost here")
                    .with("vm", session.name());
        }
    }

    private void requireStartable() throws KssException, HypervisorException {
        Optional<Domain> domain = session.domain();
        if (domain.isPresent()) {
            Readiness.requireSynchronisable(domain.get());
            if (domain.get().state() == RunState.HELD) {
                throw new GoingOn(session).notOff();
            }
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
        VmState now = remote.read();
        Comparison after = Comparison.of(session.local(), false, Optional.of(now));
        if (after.relation() == Relation.DIVERGED) {
            throw Divergence.refusal(session, after, now, false);
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
        boolean undefined = comparison.relation() == Relation.IN_SYNC
                && (session.domain().isEmpty() || Asides.isHandedOver(session));
        if (comparison.relation() != Relation.BEHIND
                && comparison.relation() != Relation.ONLY_IN_REPOSITORY
                && !undefined) {
            return Optional.empty();
        }
        SnapshotId head = state.head().orElseThrow();
        return Optional.of(new Fetching(remote).fetch(state, head));
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

    private void launch(boolean leaseTaken, Probe lastProbe) throws KssException, HypervisorException, IOException {
        Domain domain = session.requireDomain();
        Readiness.requireSynchronisable(domain);
        Readiness.requireOurChain(session, domain);
        lastProbe.run();
        RunMarks marks = session.workspace().marks();
        marks.begin(new RunMarks.Run(leaseTaken));
        // The hypervisor's hook can't wait for our lock: the start waits for the hook.
        marks.announceLaunch();
        try {
            session.host().hypervisor().start(session.name());
        } catch (HypervisorException e) {
            if (isOff()) {
                marks.ended();
            }
            throw e;
        } finally {
            marks.withdrawLaunch();
        }
    }

    /** Whether a start that failed left the VM off: another tool may have been faster. Not known is no. */
    private boolean isOff() {
        try {
            return session.host().hypervisor().state(session.name()) == RunState.OFF;
        } catch (HypervisorException e) {
            return false;
        }
    }

    static void releaseAfter(Leasing leasing, Exception failure) {
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
