package io.kss.core.journal;

import io.kss.core.identity.SnapshotId;
import java.util.Optional;

/**
 * Who may do what: the one place that says whether an event makes sense on a state. A writer asks before it sends; the
 * fold asks again, and an event that may not be changes nothing but the journal's length.
 */
final class Rules {

    private Rules() {}

    /** Why the event may not follow on the state, or empty if it may. */
    static Optional<String> objection(VmState state, Event event) {
        if (state.isEmpty() != event instanceof Event.VmCreated) {
            return Optional.of(state.isEmpty() ? "the VM was not created yet" : "the VM was created already");
        }
        if (event instanceof Event.LeaseAcquired acquired) {
            return unless(state.lease().isEmpty(), "somebody holds the lease")
                    .or(() -> unless(acquired.base().equals(state.head()), "the base is not the head"))
                    .or(() -> unless(!acquired.token().isBlank(), "the token is empty"));
        }
        if (event instanceof Event.LeaseReleased released) {
            return token(state, released.token()).or(() -> settled(state));
        }
        if (event instanceof Event.TakeoverStarted started) {
            return token(state, started.token())
                    .or(() -> settled(state))
                    .or(() -> unless(
                            !started.newToken().isBlank() && !started.newToken().equals(started.token()),
                            "the new token is none"));
        }
        if (event instanceof Event.LeaseMoved moved) {
            return takeover(state, moved.newToken());
        }
        if (event instanceof Event.TakeoverEnded ended) {
            return takeover(state, ended.newToken());
        }
        if (event instanceof Event.LeaseBroken broken) {
            return token(state, broken.token());
        }
        if (event instanceof Event.Published published) {
            return unless(!state.knows(published.snapshot().id()), "the snapshot is published already")
                    .or(() -> published.branch().isPresent()
                            ? branch(state, published, published.branch().get())
                            : head(state, published));
        }
        if (event instanceof Event.MemoryUsed used) {
            return token(state, used.token())
                    .or(() -> settled(state))
                    .or(() ->
                            unless(state.suspended().equals(Optional.of(used.snapshot())), "there is no such memory"));
        }
        if (event instanceof Event.Resolved resolved) {
            return resolution(state, resolved);
        }
        if (event instanceof Event.BranchDeleted deleted) {
            return unless(state.branches().containsKey(deleted.branch()), "there is no such branch");
        }
        if (event instanceof Event.Merged merged) {
            return MergeRules.objection(state, merged);
        }
        if (event instanceof Event.GcFence fence) {
            return unless(fence.collection() > state.fence(), "a newer fence is there already");
        }
        return Optional.empty();
    }

    private static Optional<String> head(VmState state, Event.Published published) {
        return token(state, published.token().orElse(""))
                .or(() -> settled(state))
                .or(() -> unless(published.snapshot().parent().equals(state.head()), "the parent is not the head"));
    }

    private static Optional<String> branch(VmState state, Event.Published published, String name) {
        Optional<SnapshotId> parent = published.snapshot().parent();
        return unless(parent.stream().allMatch(state.snapshots()::containsKey), "the parent is not in the repository")
                .or(() -> unless(
                        !state.branches().containsKey(name)
                                || parent.equals(Optional.of(state.branches().get(name))),
                        "the branch exists and ends elsewhere"))
                .or(() -> unless(BranchName.isLegal(name), "the branch's name is not legal"))
                .or(() -> unless(
                        published.token().isEmpty() && !published.release(),
                        "a branch has nothing to do with the lease"));
    }

    private static Optional<String> resolution(VmState state, Event.Resolved resolved) {
        SnapshotId tip = state.branches().get(resolved.branch());
        if (state.head().equals(Optional.of(resolved.head()))) {
            return unless(tip != null, "there is no such branch");
        }
        return unless(state.branches().containsValue(resolved.head()), "the new head is not the tip of a branch")
                .or(() -> unless(
                        tip == null || tip.equals(resolved.head()), "the branch's name is taken by another branch"))
                .or(() -> unless(BranchName.isLegal(resolved.branch()), "the branch's name is not legal"));
    }

    private static Optional<String> token(VmState state, String token) {
        return unless(
                state.lease().map(Lease::token).filter(token::equals).isPresent(),
                "the token is not that of the present lease");
    }

    private static Optional<String> takeover(VmState state, String token) {
        return unless(
                state.takeover().map(Takeover::token).filter(token::equals).isPresent(), "no such takeover was begun");
    }

    private static Optional<String> settled(VmState state) {
        return unless(state.takeover().isEmpty(), "the VM is being taken over");
    }

    private static Optional<String> unless(boolean holds, String objection) {
        return holds ? Optional.empty() : Optional.of(objection);
    }
}
