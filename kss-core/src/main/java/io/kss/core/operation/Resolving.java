package io.kss.core.operation;

import io.kss.core.conflict.Comparison;
import io.kss.core.conflict.Relation;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.Event;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.Optional;

/**
 * Ends a conflict as a person decided. The losing side is safe before anything is replaced: it is a branch in the
 * repository, and its files stay here (rule R1).
 */
public final class Resolving {

    private final VmSession session;
    private final Store store;

    public Resolving(VmSession session, Store store) {
        this.session = session;
        this.store = store;
    }

    /** This host's side goes on; the repository's head becomes a branch. Nobody else may hold the lease. */
    public Resolution keepLocal() throws KssException, HypervisorException, IOException, InterruptedException {
        RemoteVm remote = begin();
        new Leasing(remote).requireNotElsewhere(remote.read());
        String ours = sealedAsBranch(remote);
        VmState before = remote.read();
        SnapshotId tip = tipOf(before, ours);
        VmState state = remote.journal().commit(now -> {
            new Leasing(remote).requireNotElsewhere(now);
            if (now.head().equals(Optional.of(tip))) {
                return Optional.empty();
            }
            return Optional.of(new Event.Resolved(tip, nameOfHead(now)));
        });
        remote.remember(state);
        session.update(vm -> vm.withConflict(Optional.empty()));
        return new Resolution(state, keptAs(before), Optional.empty());
    }

    /** The repository's side goes on and is fetched; what was here is a branch. */
    public Resolution keepRemote(boolean alsoAsSecondVm)
            throws KssException, HypervisorException, IOException, InterruptedException {
        RemoteVm remote = begin();
        String ours = sealedAsBranch(remote);
        LocalSnapshot losing = session.chain().baseSnapshot().orElseThrow();
        Optional<String> second =
                alsoAsSecondVm ? Optional.of(new LosingSide(session).define(losing, ours)) : Optional.empty();
        VmState state = remote.read();
        SnapshotId head = state.head().orElseThrow();
        new Fetching(remote).fetch(state, head);
        VmState after = remote.journal()
                .commit(now ->
                        now.head().equals(Optional.of(head)) && now.branches().containsKey(ours)
                                ? Optional.of(new Event.Resolved(head, ours))
                                : Optional.empty());
        remote.remember(after);
        session.update(vm -> vm.withConflict(Optional.empty()));
        return new Resolution(after, ours, second);
    }

    private RemoteVm begin() throws KssException, HypervisorException, IOException {
        Recovery.run(session);
        Domain domain = session.requireDomain();
        Readiness.requireOff(domain, "to end a conflict");
        RemoteVm remote = new Binding(session, store)
                .find()
                .orElseThrow(() -> nothingToResolve("the repository does not have it"));
        Readiness.requireSynchronisable(domain);
        Readiness.requireOurChain(session, domain);
        boolean changed = Changes.any(session, domain);
        Comparison comparison = Comparison.of(session.local(), changed, Optional.of(remote.read()));
        if (comparison.relation() != Relation.DIVERGED) {
            throw nothingToResolve("there is no conflict");
        }
        return remote;
    }

    /** The name of the branch that holds everything this host has. */
    private String sealedAsBranch(RemoteVm remote)
            throws KssException, HypervisorException, IOException, InterruptedException {
        new Sealing(session).sealChanges();
        new Publishing(remote).publishAll();
        return session.managed()
                .conflict()
                .orElseThrow(() -> new KssException(
                        Reason.WRONG_USAGE,
                        "The conflict of " + session.name()
                                + " ended by itself: what was here could be sent on top of the repository's head.",
                        "kss status " + session.name()));
    }

    private static SnapshotId tipOf(VmState state, String branch) {
        SnapshotId tip = state.branches().get(branch);
        if (tip == null) {
            throw new IllegalStateException("the branch " + branch + " was just written");
        }
        return tip;
    }

    private static String keptAs(VmState state) {
        return nameOfHead(state);
    }

    private static String nameOfHead(VmState state) {
        PublishedSnapshot head = state.head().map(state.snapshots()::get).orElseThrow();
        return Branches.nameFor(head.host().name(), head.time(), head.id());
    }

    private KssException nothingToResolve(String why) {
        return new KssException(
                Reason.WRONG_USAGE,
                "There is nothing to resolve for " + session.name() + ": " + why + ".",
                "kss status " + session.name());
    }
}
