package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.journal.Lease;
import io.kss.core.takeover.Giving;
import io.kss.core.takeover.OtherHost;
import io.kss.spi.hypervisor.MoveObstacle;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * One VM, here and in the repository. Every method looks at the real state anew. Refusals are {@link KssException}s that
 * say what was found and the ways out; nothing is ever lost by one.
 */
public interface VirtualMachine {

    String name();

    /** How the VM stands. Works without the store. */
    VmStatus status() throws KssException;

    /** Every snapshot that is known, newest first. Without the store, those of this host. */
    List<SnapshotView> snapshots() throws KssException;

    /**
     * Makes a snapshot of the VM as it is, running or not. A VM that kss does not know yet is adopted by this: its
     * present disks become the base, without copying them.
     *
     * @return the snapshot, or empty if nothing changed since the last one
     */
    Optional<SnapshotView> snapshot() throws KssException;

    /**
     * Makes a snapshot of the VM as it is and sends it, with all that was not sent before. The lease stays here as long as
     * the VM runs, so that a later stop has only the rest to send.
     *
     * @throws KssException among others {@code SEALED_NOT_SENT}: the snapshot is safe here, but the store could not be
     *     reached; {@code DIVERGED}: it was sent, as a branch
     */
    SnapshotPush snapshotAndPush() throws KssException;

    /**
     * Does the same with a running VM again and again, the first time at once, until the VM is off or the calling thread is
     * interrupted. Where the store can't be reached, no snapshot is made either, and the next turn tries again.
     *
     * @param listener is told of every turn, on the calling thread
     * @throws KssException {@code WRONG_VM_STATE} if the VM does not run, {@code INTERRUPTED}, and what a person has to
     *     decide or look into
     */
    void watch(WatchOptions options, Consumer<WatchEvent> listener) throws KssException;

    /**
     * Sends every snapshot that the repository lacks, after making one if the VM is off and has changes. If the
     * repository has a newer head, what is here lands as a branch and the call ends with {@code DIVERGED}.
     */
    PushResult push() throws KssException;

    /** Reads the local layers again and sends whatever the store lost or damaged. */
    PushResult repair() throws KssException;

    /**
     * Fetches the repository's head, so that the next start finds it, or another snapshot, to look at it: a start then
     * fetches the head again. The VM must be off and must not have changes of its own.
     *
     * @param snapshot a branch, or the unambiguous beginning of a snapshot's identity; empty for the head
     */
    PullResult pull(Optional<String> snapshot) throws KssException;

    /** What push and pull would move. */
    VmDelta delta() throws KssException;

    /** Makes this host's VM the newest there is, takes the lease, and starts it. */
    StartResult start(StartOptions options) throws KssException;

    /**
     * Shuts the guest down, makes a snapshot, sends it and gives the lease back.
     *
     * @throws KssException among others {@code SEALED_NOT_SENT}: the VM is off and its work safe here, but the store
     *     could not be reached; {@code DIVERGED}: the work was sent, as a branch
     */
    StopResult stop(StopOptions options) throws KssException;

    /**
     * Saves the memory of the running VM with a snapshot of its disks, sends both and gives the lease back. The next start, on
     * whichever host, goes on where the guest was. A VM that is suspended already is sent, if that did not come about.
     *
     * @throws KssException among others {@code SEALED_NOT_SENT}: it is suspended, and safe here, but the store could not be
     *     reached; {@code UNSUPPORTED_VM} if it has local-only disks
     */
    SuspendResult suspend() throws KssException;

    /**
     * Merges a snapshot in the repository into its parent: it stays, being the newer state, and the parent ends as a
     * restore point. No disk data moves, and no state that stays changes.
     *
     * @param snapshot the unambiguous beginning of its identity
     * @param dryRun only tell what it would come to
     */
    MergeResult merge(String snapshot, boolean dryRun) throws KssException;

    /**
     * Ends a snapshot in the repository as a restore point; what it changed is in those that stand on it from now on. Not
     * for the newest one, nor for the tip of a branch.
     *
     * @param snapshot the unambiguous beginning of its identity
     * @param dryRun only tell what it would come to
     */
    MergeResult delete(String snapshot, boolean dryRun) throws KssException;

    /**
     * Ends every snapshot that the settings' retention does not keep.
     *
     * @param keep keep as many of the newest, at least 1, instead of what the settings say
     * @param dryRun only tell what it would come to
     */
    MergeResult compact(OptionalInt keep, boolean dryRun) throws KssException;

    /** Ends a conflict. */
    ResolveResult resolve(Keep keep) throws KssException;

    /**
     * Makes an old state the newest: publishes a new snapshot that is equal to it, on top of the head, and places it here.
     * What lies in between stays history. Unsent work of this host is sent first; the VM must be off. If the head is equal
     * already, no new snapshot is made.
     *
     * @param snapshot a branch, or the unambiguous beginning of a snapshot's identity
     * @throws KssException among others {@code LEASED_ELSEWHERE}, {@code DIVERGED}, {@code NO_SUCH_SNAPSHOT}
     */
    RevertResult revert(String snapshot) throws KssException;

    /**
     * Makes a second VM here that begins as a published snapshot of this one, with an identity of its own. Files that are
     * here are shared, what is missing is fetched. This VM is not touched, and may run.
     *
     * @param newName what it is called; {@code WRONG_USAGE} if the name is taken here or in the repository
     * @param snapshot a branch, or the unambiguous beginning of a snapshot's identity; empty for the head
     */
    CloneResult cloneAs(String newName, Optional<String> snapshot) throws KssException;

    /** The kept sides of conflicts, by name, and how they differ from the head. */
    List<BranchView> branches() throws KssException;

    /**
     * Makes a branch's tip the head; the former head stays as a branch. Changes the repository only: the next start or pull
     * fetches the new head. Unsent work of this host is sent first; the VM must be off here.
     *
     * @throws KssException among others {@code LEASED_ELSEWHERE}, {@code DIVERGED}, {@code NO_SUCH_BRANCH}
     */
    AdoptResult adopt(String branch) throws KssException;

    /**
     * Gives a branch up for good: its snapshots that nothing else needs can't be restored any more, and garbage collection
     * frees them. Never one that the VM here or the present lease stands on.
     *
     * @param branch as it was shown to whoever decided; refused with {@code WRONG_USAGE} if it has changed since
     * @throws KssException among others {@code NO_SUCH_BRANCH}, {@code WRONG_VM_STATE}, {@code LEASED_ELSEWHERE}
     */
    void deleteBranch(BranchView branch) throws KssException;

    /**
     * Stops managing the VM on this host. Its disks, its definition and the repository stay as they are; a later push or
     * pull meets it again. Works without the store, by what was last seen.
     *
     * @param evenIfUnsent whether work that was never sent may be left to the files alone
     * @throws KssException {@code NO_SUCH_VM} if it is not managed here, {@code WRONG_VM_STATE} if this host holds the lease,
     *     {@code BLOCKED_UNSENT} if there is unsent work, or it is not known whether the lease is held
     */
    ForgetResult forget(boolean evenIfUnsent) throws KssException;

    /**
     * Moves the VM here while it runs on another host; the guest does not notice but for a short pause. The lease moves
     * with it. If this fails, the VM goes on there, or runs here already: {@link #status} tells, and the same call goes
     * on where it stopped. The address of the other host's hypervisor must be of this host's hypervisor's kind.
     *
     * @param giving the other host's own library, however it is reached
     * @throws KssException among others {@code WRONG_VM_STATE} if it runs here or does not run there,
     *     {@code LEASED_ELSEWHERE} if only the other host can tell how an earlier takeover ended,
     *     {@code PEER_UNREACHABLE} if it runs here but part of its memory is still there, {@code STORE_UNAVAILABLE} also if it
     *     runs here and only the last entry is missing, {@code NO_ROOM_LOCALLY} also if it arrived but a write of its finds
     *     no room: it stands still here then. In all three cases the same call goes on
     */
    TakeoverResult takeOver(OtherHost from, Giving giving, TakeoverOptions options) throws KssException;

    /**
     * Brings a takeover that was cut short to an end, as far as this host can know it. No-op if there was none.
     *
     * @throws KssException {@code LEASED_ELSEWHERE} if only the other host, or the store, can tell how it ended,
     *     {@code PEER_UNREACHABLE} if it runs here but part of its memory is still on the other one
     */
    void settleTakeover() throws KssException;

    /**
     * Has the VM's guest, which is here, go on if it stands still because a write to a disk of its found no room. No-op if it
     * executes.
     *
     * @return whether it stood still
     * @throws KssException {@code NO_ROOM_LOCALLY} if there still is no room, {@code WRONG_VM_STATE} if it is off or
     *     somebody paused it
     */
    boolean goOn() throws KssException;

    /**
     * Whether part of the VM's memory is still on another host, after a takeover with {@link TakeoverOptions#postCopy}, so that
     * the guest waits for it or will. {@link #takeOver} fetches it.
     */
    boolean isSplit() throws KssException;

    /** What would be in the way of {@link #takeOver}, as far as the hypervisors know. Changes nothing. */
    List<MoveObstacle> examineTakeover(OtherHost from) throws KssException;

    /**
     * A longer look ahead: also at the room on this host, the way from the other one, the clocks, and how long it would take.
     * Changes nothing; has the other host send to this one for a second at most.
     *
     * @param bandwidth bytes per second that may cross from host to host; empty for no limit
     */
    TakeoverOutlook foreseeTakeover(OtherHost from, Giving giving, OptionalLong bandwidth) throws KssException;

    /** This host's side of a takeover by another one; to be closed. {@code BUSY} if somebody works on the VM. */
    Giving giveAway() throws KssException;

    /**
     * Where the VM runs, and how its screen can be seen from there: on this host if it runs here, else on the one that
     * holds the lease, by the journal or, without the store, by what this host saw of it last. Changes nothing, and whoever
     * has the lease does not matter.
     *
     * @param on the host to look at instead
     * @param hosts how other hosts are reached
     * @throws KssException among others {@code WRONG_VM_STATE} if it runs nowhere, {@code PEER_UNREACHABLE} if the other
     *     host's hypervisor can't be asked, {@code UNSUPPORTED_VM} if it has no display
     */
    VmScreen screen(Optional<String> on, OtherHosts hosts) throws KssException;

    /** Who may run the VM. */
    Optional<Lease> lease() throws KssException;

    /**
     * Ends the present lease on purpose, whoever has it. Unsent work of its holder will land as a branch.
     *
     * @return the lease that was broken, or empty if there was none
     */
    Optional<Lease> breakLease() throws KssException;
}
