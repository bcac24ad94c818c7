package io.kss.core.operation;

import io.kss.core.failure.Failures;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.Event;
import io.kss.core.journal.Lease;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A person's hand on the kept sides of conflicts. */
public final class BranchControl {

    private final VmSession session;
    private final Store store;

    public BranchControl(VmSession session, Store store) {
        this.session = session;
        this.store = store;
    }

    /** Makes a branch's tip the head; nobody else may hold the lease. */
    public Adoption adopt(String branch) throws KssException, HypervisorException, IOException, InterruptedException {
        RemoteVm remote = begin();
        Leasing leasing = new Leasing(remote);
        VmState before = remote.read();
        SnapshotId unused = names(before).branch(branch);
        leasing.requireNotElsewhere(before);
        Optional<PublishOutcome> pushed = new OwnWork(remote).send("to make another state the newest");
        Swap swap = new Swap(leasing, branch);
        VmState after = remote.journal().commit(swap::decide);
        remote.remember(after);
        return new Adoption(after, swap.former, pushed);
    }

    /**
     * Gives a branch up.
     *
     * @param seen the tip that it had when that was decided
     */
    public void delete(String branch, SnapshotId seen)
            throws KssException, HypervisorException, IOException, InterruptedException {
        RemoteVm remote = begin();
        VmState after = remote.journal().commit(now -> {
            SnapshotId tip = names(now).branch(branch);
            if (!tip.equals(seen)) {
                throw new KssException(
                                Reason.WRONG_USAGE,
                                "The branch " + branch + " of " + session.name() + " got newer work meanwhile. Nothing"
                                        + " was deleted.",
                                "kss branch list " + session.name())
                        .with("vm", session.name())
                        .with("branch", branch);
            }
            Set<SnapshotId> lost = onlyOn(now, branch);
            requireNoLeaseOn(remote, now, branch, lost);
            requireNotStoodOn(now, branch, lost);
            return Optional.of(new Event.BranchDeleted(branch));
        });
        remote.remember(after);
        session.update(vm -> vm.conflict().equals(Optional.of(branch)) ? vm.withConflict(Optional.empty()) : vm);
    }

    private RemoteVm begin() throws KssException, HypervisorException, IOException {
        Recovery.run(session);
        return new Binding(session, store).find().orElseThrow(() -> Pulling.notInRepository(session));
    }

    private SnapshotNames names(VmState state) {
        return new SnapshotNames(session.name(), state);
    }

    /** The snapshots that neither the head nor another branch leads to. */
    private static Set<SnapshotId> onlyOn(VmState state, String branch) {
        Set<SnapshotId> lost = new HashSet<>();
        SnapshotId tip = state.branches().get(branch);
        if (tip != null) {
            state.ancestry(tip).stream().map(PublishedSnapshot::id).forEach(lost::add);
        }
        state.head().ifPresent(head -> remove(state, head, lost));
        state.branches().forEach((name, other) -> {
            if (!name.equals(branch)) {
                remove(state, other, lost);
            }
        });
        return lost;
    }

    private static void remove(VmState state, SnapshotId tip, Set<SnapshotId> lost) {
        state.ancestry(tip).stream().map(PublishedSnapshot::id).forEach(lost::remove);
    }

    private void requireNoLeaseOn(RemoteVm remote, VmState state, String branch, Set<SnapshotId> lost)
            throws KssException {
        Optional<Lease> lease =
                state.lease().filter(held -> held.base().map(lost::contains).orElse(false));
        if (lease.isEmpty()) {
            return;
        }
        new Leasing(remote).requireNotElsewhere(state);
        throw stoodOn(
                branch,
                "this host took the lease on it, and may have work that stands on it",
                "kss push " + session.name() + ", then the same command again");
    }

    /** Rule P2: what stands on it here would become the only copy, or a branch again with the next push. */
    private void requireNotStoodOn(VmState state, String branch, Set<SnapshotId> lost) throws KssException {
        if (session.local().isEmpty() || session.chain().base().isEmpty()) {
            return;
        }
        if (standsOn(session.chain().base(), state, lost)) {
            boolean work = hasWork(state);
            throw stoodOn(
                    branch,
                    work ? "unsent work on this host stands on it" : "the VM on this host stands on it",
                    work ? "kss push " + session.name() : "kss pull " + session.name(),
                    "kss resolve " + session.name() + " --keep remote, if kss status tells of a conflict");
        }
        for (LocalSnapshot snapshot : session.chain().snapshots().values()) {
            if (!snapshot.sent() && standsOn(Optional.of(snapshot.id()), state, lost)) {
                throw stoodOn(branch, "an unsent snapshot on this host stands on it", "kss push " + session.name());
            }
        }
    }

    /** Whether the nearest published snapshot below is one of those, or ended and may be in one of those by now. */
    private boolean standsOn(Optional<SnapshotId> top, VmState state, Set<SnapshotId> lost) {
        Optional<SnapshotId> nearest = session.chain().line(top).stream()
                .map(LocalSnapshot::id)
                .filter(state::knows)
                .findFirst();
        if (nearest.isEmpty() || state.snapshots().containsKey(nearest.get())) {
            return nearest.filter(lost::contains).isPresent();
        }
        Optional<SnapshotId> survivor = state.ancestry(nearest.get()).stream()
                .map(PublishedSnapshot::id)
                .filter(state.snapshots()::containsKey)
                .findFirst();
        return survivor.filter(lost::contains).isPresent()
                || lost.stream()
                        .flatMap(id -> state.known(id).stream())
                        .anyMatch(each -> each.parent().equals(survivor));
    }

    private boolean hasWork(VmState state) throws KssException {
        if (!session.chain().base().map(state::knows).orElse(false)) {
            return true;
        }
        try {
            Optional<Domain> domain = session.domain();
            return domain.isPresent() && Changes.any(session, domain.get());
        } catch (HypervisorException e) {
            throw Failures.of(e);
        } catch (IOException e) {
            throw Failures.ofState(e);
        }
    }

    private KssException stoodOn(String branch, String why, String... waysOut) {
        return new KssException(
                        Reason.WRONG_VM_STATE,
                        "The branch " + branch + " of " + session.name() + " can't be given up: " + why + ".",
                        waysOut)
                .with("vm", session.name())
                .with("branch", branch);
    }

    /** Decided anew on every state, and remembers what name the former head got at last. */
    private final class Swap {

        private final Leasing leasing;
        private final String branch;
        private String former = "";

        Swap(Leasing leasing, String branch) {
            this.leasing = leasing;
            this.branch = branch;
        }

        Optional<Event> decide(VmState now) throws KssException {
            leasing.requireNotElsewhere(now);
            SnapshotId tip = names(now).branch(branch);
            former = Branches.nameOfHead(now, tip);
            return Optional.of(new Event.Resolved(tip, former));
        }
    }
}
