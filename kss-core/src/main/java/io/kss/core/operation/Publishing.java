package io.kss.core.operation;

import io.kss.core.conflict.Comparison;
import io.kss.core.failure.Failures;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.Event;
import io.kss.core.journal.Lease;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes sealed snapshots visible in the repository: packs, then manifest, then one exclusive create of the next journal
 * entry. Where they can't continue the head, they land on a branch; nothing ever goes over somebody else's head.
 */
final class Publishing {

    private final RemoteVm remote;
    private final VmSession session;
    private final Leasing leasing;

    Publishing(RemoteVm remote) {
        this.remote = remote;
        this.session = remote.session();
        this.leasing = new Leasing(remote);
    }

    /** Sends all that the repository lacks, and gives the lease back if the VM is off and nothing is left to send. */
    PublishOutcome publishAll() throws KssException, HypervisorException, IOException, InterruptedException {
        VmState state = remote.read();
        Comparison comparison = Comparison.of(session.local(), false, Optional.of(state));
        List<PublishedSnapshot> published = new ArrayList<>();
        List<LocalSnapshot> unsent = comparison.unsent();
        for (int i = 0; i < unsent.size(); i++) {
            boolean last = i == unsent.size() - 1;
            state = publish(unsent.get(i), last);
            state.known(unsent.get(i).id()).ifPresent(published::add);
        }
        if (remote.holdsLease(state) && remote.read().lease().isPresent()) {
            state = leasing.release(this::nothingLeftHere);
        }
        session.update(vm -> vm.withUnleased(vm.unleased() && running()));
        return new PublishOutcome(state, published, !remote.holdsLease(state));
    }

    /**
     * Sends one snapshot whose ancestors were sent.
     *
     * @param last whether the lease may end with it
     */
    private VmState publish(LocalSnapshot snapshot, boolean last)
            throws KssException, HypervisorException, IOException, InterruptedException {
        while (true) {
            VmState state = takeLeaseIfItContinuesTheHead(snapshot);
            Sending sending = new Sending(remote, snapshot, parentOf(snapshot, state));
            SentSnapshot sent = sending.send(state.fence());
            Outcome outcome = commit(snapshot, sent, last);
            if (outcome.committed().isPresent()) {
                session.update(vm -> vm.withChain(
                        vm.chain().with(snapshot.asSent(sent.published().dataBytes()))));
                remote.store().records().forget(Sending.recordKey(session, snapshot));
                return outcome.committed().get();
            }
        }
    }

    private Outcome commit(LocalSnapshot snapshot, SentSnapshot sent, boolean last)
            throws KssException, IOException, HypervisorException, InterruptedException {
        SentSnapshot checked = sent;
        Optional<String> conflict = session.managed().conflict();
        while (true) {
            Attempt attempt = new Attempt(snapshot, checked, last);
            VmState state = remote.journal().commit(attempt::decide);
            if (attempt.newFence.isPresent()) {
                Optional<SentSnapshot> still = checked.recheck(remote, attempt.newFence.get());
                if (still.isEmpty()) {
                    return Outcome.AGAIN;
                }
                checked = still.get();
            } else if (attempt.leaseNeeded) {
                takeLeaseIfItContinuesTheHead(snapshot);
            } else if (attempt.again) {
                return Outcome.AGAIN;
            } else if (attempt.unmarked) {
                // Before the entry can be there: who dies in between must not take itself for a host that is merely
                // behind, whose side nobody asks for any more.
                session.update(vm -> vm.withConflict(attempt.branch));
            } else {
                if (attempt.branch.isEmpty()) {
                    session.update(vm -> vm.withConflict(conflict));
                }
                remote.remember(state);
                return new Outcome(Optional.of(state));
            }
        }
    }

    private VmState takeLeaseIfItContinuesTheHead(LocalSnapshot snapshot) throws KssException, IOException {
        VmState state = remote.read();
        boolean continuesHead = parentOf(snapshot, state).equals(state.head());
        if (continuesHead && state.lease().isEmpty() && !state.knows(snapshot.id())) {
            try {
                return leasing.acquire(now -> {});
            } catch (KssException e) {
                if (e.reason() != Reason.LEASED_ELSEWHERE) {
                    throw e;
                }
                // Somebody was faster: what we have goes to a branch.
                return remote.read();
            }
        }
        return state;
    }

    /** The nearest snapshot below, here, that the repository can restore. */
    private Optional<SnapshotId> parentOf(LocalSnapshot snapshot, VmState state) {
        return session.chain().line(snapshot.parent()).stream()
                .map(LocalSnapshot::id)
                .filter(id -> state.snapshots().containsKey(id))
                .findFirst();
    }

    private boolean nothingLeftHere() {
        try {
            return session.host().hypervisor().state(session.name()) == RunState.OFF
                    && !Changes.inActiveLayers(session);
        } catch (HypervisorException e) {
            // Not known is not nothing: the lease stays.
            return false;
        }
    }

    private boolean running() {
        return !nothingLeftHere();
    }

    /** One look at the journal with one answer. */
    private final class Attempt {

        private final LocalSnapshot snapshot;
        private final SentSnapshot sent;
        private final boolean last;
        private Optional<Long> newFence = Optional.empty();
        private boolean again;
        private boolean leaseNeeded;
        private boolean unmarked;
        private Optional<String> branch = Optional.empty();

        Attempt(LocalSnapshot snapshot, SentSnapshot sent, boolean last) {
            this.snapshot = snapshot;
            this.sent = sent;
            this.last = last;
        }

        Optional<Event> decide(VmState state) throws KssException {
            newFence = Optional.empty();
            again = false;
            leaseNeeded = false;
            unmarked = false;
            branch = Optional.empty();
            if (state.knows(snapshot.id())) {
                return Optional.empty();
            }
            if (state.fence() > sent.fence()) {
                newFence = Optional.of(state.fence());
                return Optional.empty();
            }
            Optional<SnapshotId> parent = sent.published().parent();
            if (parent.isPresent() && !state.snapshots().containsKey(parent.get())) {
                again = true;
                return Optional.empty();
            }
            requireUntouched();
            boolean continuesHead = parent.equals(state.head());
            if (continuesHead && remote.holdsLease(state)) {
                String token = state.lease().map(Lease::token).orElseThrow();
                return Optional.of(new Event.Published(
                        sent.published(), Optional.empty(), Optional.of(token), last && nothingLeftHere()));
            }
            if (continuesHead && state.lease().isEmpty()) {
                leaseNeeded = true;
                return Optional.empty();
            }
            String name = Branches.nameFor(session, snapshot, parent, state);
            branch = Optional.of(name);
            if (!session.managed().conflict().equals(branch)) {
                unmarked = true;
                return Optional.empty();
            }
            return Optional.of(new Event.Published(sent.published(), branch, Optional.empty(), false));
        }

        private void requireUntouched() throws KssException {
            try {
                for (var disk : session.chain().disks()) {
                    Readiness.requireUntouched(session, snapshot, disk);
                }
            } catch (HypervisorException e) {
                throw Failures.of(e);
            }
        }
    }

    private record Outcome(Optional<VmState> committed) {
        static final Outcome AGAIN = new Outcome(Optional.empty());
    }
}
