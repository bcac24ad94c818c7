package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.Event;
import io.kss.core.journal.Lease;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Makes an old state the newest: publishes a new snapshot, on top of the head, that is equal to an old one, and places it
 * here. What lies in between stays history. No disk data moves to the store, for it has all of it.
 */
public final class Reverting {

    private final VmSession session;
    private final Store store;

    public Reverting(VmSession session, Store store) {
        this.session = session;
        this.store = store;
    }

    /**
     * Goes back.
     *
     * @param wanted a branch, or the beginning of a snapshot's identity
     * @throws KssException {@code LEASED_ELSEWHERE}, {@code DIVERGED}, {@code NO_SUCH_SNAPSHOT}, {@code WRONG_VM_STATE}
     */
    public RevertOutcome revert(String wanted)
            throws KssException, HypervisorException, IOException, InterruptedException {
        Recovery.run(session);
        RemoteVm remote = new Binding(session, store).find().orElseThrow(() -> Pulling.notInRepository(session));
        Leasing leasing = new Leasing(remote);
        VmState state = remote.read();
        SnapshotId target = new SnapshotNames(session.name(), state)
                .find(wanted, session.chain().snapshots().keySet());
        leasing.requireNotElsewhere(state);
        Optional<PublishOutcome> pushed = new OwnWork(remote).send("to go back to an older state");
        state = remote.read();
        requireKnown(state, target);
        boolean published = !new RevertedSnapshot(remote, state, target).isHeadAlready();
        if (published) {
            state = publish(remote, leasing, target);
        }
        SnapshotId head = state.head().orElseThrow();
        boolean here = session.chain().base().equals(Optional.of(head))
                && session.domain().isPresent();
        Optional<FetchOutcome> fetched =
                here ? Optional.empty() : Optional.of(new Fetching(remote).fetchEqualTo(state, head, target));
        return new RevertOutcome(state, target, pushed, published, fetched);
    }

    private VmState publish(RemoteVm remote, Leasing leasing, SnapshotId target)
            throws KssException, HypervisorException, IOException, InterruptedException {
        boolean held = remote.holdsLease(remote.read());
        try {
            while (true) {
                VmState state = leasing.acquire(now -> requireKnown(now, target));
                SentSnapshot sent = new RevertedSnapshot(remote, state, target).send();
                Attempt attempt = new Attempt(remote, leasing, state, target, sent);
                VmState after = remote.journal().commit(attempt::decide);
                remote.remember(after);
                if (!attempt.again) {
                    return after;
                }
            }
        } catch (KssException | HypervisorException | IOException e) {
            if (!held) {
                Starting.releaseAfter(leasing, e);
            }
            throw e;
        }
    }

    private void requireKnown(VmState state, SnapshotId target) throws KssException {
        if (!state.snapshots().containsKey(target)) {
            throw new KssException(
                            Reason.NO_SUCH_SNAPSHOT,
                            "The repository does not have the snapshot " + target + " of " + session.name()
                                    + " (any more).",
                            "kss list " + session.name() + " --remote")
                    .with("vm", session.name());
        }
    }

    /** Nobody uses the VM here; one that is not defined here nobody can use. */
    private boolean nothingLeftHere() {
        try {
            return session.domain().isEmpty()
                    || (session.host().hypervisor().state(session.name()) == RunState.OFF
                            && !Changes.inActiveLayers(session));
        } catch (HypervisorException e) {
            // Not known is not nothing: the lease stays.
            return false;
        }
    }

    /** One look at the journal with one answer. */
    private final class Attempt {

        private final RemoteVm remote;
        private final Leasing leasing;
        private final VmState basis;
        private final SnapshotId target;
        private final SentSnapshot sent;
        private boolean again;

        Attempt(RemoteVm remote, Leasing leasing, VmState basis, SnapshotId target, SentSnapshot sent) {
            this.remote = remote;
            this.leasing = leasing;
            this.basis = basis;
            this.target = target;
            this.sent = sent;
        }

        Optional<Event> decide(VmState now) throws KssException {
            again = false;
            requireKnown(now, target);
            leasing.requireNotElsewhere(now);
            List<PublishedSnapshot> line = now.ancestry(target);
            // All chunks are alive as long as the snapshots are known whose manifests they were taken from; only those
            // that were sent by us need the fence (rule P1).
            if (!now.head().equals(basis.head())
                    || !line.equals(basis.ancestry(target))
                    || !remote.holdsLease(now)
                    || (now.fence() > sent.fence() && !sent.packs().isEmpty())) {
                again = true;
                return Optional.empty();
            }
            String token = now.lease().map(Lease::token).orElseThrow();
            return Optional.of(
                    new Event.Published(sent.published(), Optional.empty(), Optional.of(token), nothingLeftHere()));
        }
    }
}
