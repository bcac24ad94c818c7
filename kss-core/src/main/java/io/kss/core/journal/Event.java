package io.kss.core.journal;

import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.SnapshotId;
import java.util.List;
import java.util.Optional;

/**
 * What one journal entry says. Each event was decided on the state that all earlier entries add up to, and the exclusive
 * create of its number proves that nothing came in between.
 */
public sealed interface Event {

    /** The first entry of every journal. */
    record VmCreated(String name) implements Event {}

    /**
     * A host takes the right to run the VM and to publish its next snapshot. Only when nobody holds it.
     *
     * @param token random, known only to the holder's local state until now; names this lease in later entries
     * @param base the head when it was taken
     */
    record LeaseAcquired(String token, Optional<SnapshotId> base) implements Event {}

    /** The holder gives the lease back. */
    record LeaseReleased(String token) implements Event {}

    /** Somebody ended another host's lease on purpose; the token is that of the lease which ended. */
    record LeaseBroken(String token) implements Event {}

    /**
     * The holder begins to move the running VM to another host. Until the move is settled nobody starts it afresh.
     *
     * @param token that of the present lease
     * @param to where it goes
     * @param newToken what that host drew for the lease it will have
     */
    record TakeoverStarted(String token, HostIdentity to, String newToken) implements Event {}

    /**
     * The VM executes on the other host, which holds the lease from now on.
     *
     * @param newToken what the takeover that was begun says
     * @param layer the identity under which the handed-over active layers' content will be published: until it is, the
     *     host that had them keeps them
     */
    record LeaseMoved(String newToken, SnapshotId layer) implements Event {}

    /** The move did not happen, and whoever writes this knows that it will not: the lease stays where it is. */
    record TakeoverEnded(String newToken) implements Event {}

    /**
     * A snapshot becomes visible. On the head: its parent is the head (or there is none) and the token is that of the
     * present lease. On a branch: anybody may, at any time; the branch is created or moved on from the parent.
     *
     * @param branch the branch's name, or empty for the head
     * @param token the lease under which it is published; empty on a branch
     * @param release whether the lease ends with this entry
     */
    record Published(PublishedSnapshot snapshot, Optional<String> branch, Optional<String> token, boolean release)
            implements Event {}

    /**
     * The memory image of the head is about to be used, or given up, by the holder of the lease: nobody may use it from now
     * on, whatever becomes of that run (rule R4).
     *
     * @param snapshot the head
     */
    record MemoryUsed(String token, SnapshotId snapshot) implements Event {}

    /**
     * A person ended a conflict.
     *
     * @param head the head from now on: the present one, or the tip of a branch, which then ceases to be a branch
     * @param branch the name under which the losing side is kept. If the head changes, the old head gets this name;
     *     if not, it is the branch that holds the side that lost
     */
    record Resolved(SnapshotId head, String branch) implements Event {}

    /** A branch is given up; its snapshots become garbage unless something else needs them. */
    record BranchDeleted(String branch) implements Event {}

    /**
     * Snapshots end as restore points, and what stood on them stands on the nearest one below that stays. No state that
     * stays changes by this.
     *
     * @param gone the snapshots that end
     * @param revisions every snapshot that stood on one of them and stays, described anew
     */
    record Merged(List<SnapshotId> gone, List<Revision> revisions) implements Event {
        public Merged {
            gone = List.copyOf(gone);
            revisions = List.copyOf(revisions);
        }
    }

    /** Garbage collection number {@code collection} condemned packs: who publishes after this must check its packs. */
    record GcFence(long collection) implements Event {}
}
