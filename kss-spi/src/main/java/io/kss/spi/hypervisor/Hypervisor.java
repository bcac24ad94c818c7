package io.kss.spi.hypervisor;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The domains of one host. Thread-safe. No call changes a domain other than the one it names, and none hangs for ever:
 * a hypervisor that stops answering is a {@link HypervisorException} with reason {@code UNAVAILABLE}.
 */
public interface Hypervisor extends AutoCloseable {

    /** The names of all persistent domains, sorted. */
    List<String> domains() throws HypervisorException;

    /** A domain as it is now, or empty if there is none of that name. */
    Optional<Domain> domain(String name) throws HypervisorException;

    /** Only the state; cheap. {@code NO_SUCH_DOMAIN} if there is none. */
    RunState state(String name) throws HypervisorException;

    /**
     * Puts a new, empty active layer on top of disks, all at one point in time, whether the domain runs or is off. The
     * overlay files must not exist. When it returns, the live and the persistent definition of all those disks name
     * the overlays and nothing writes to the files below. When it fails, either nothing changed (and the overlays are
     * gone or empty), or {@link #domain} shows how far it got and {@link #completeSeal} finishes it. {@code WRONG_STATE} if
     * there is a managed save, which would be restored onto the files below.
     *
     * @return how consistent the sealed state is
     */
    Consistency seal(SealRequest request) throws HypervisorException;

    /**
     * Brings the disks of an interrupted {@link #seal} to its end, after which all of them are on their overlays:
     * creates overlays that are missing and points live and persistent definition at them. Idempotent. {@code DAMAGED} if
     * an overlay does not stand on the disk's present top.
     */
    void completeSeal(SealRequest request) throws HypervisorException;

    /**
     * Writes what some sealed layers of a running domain's disk hold into the lowest of them while the guest goes on, and
     * takes the others out of the chain. When it returns, what stood on the top stands on the base, the base shows exactly
     * what the top showed and is not written to any more; the other files are as they were, and unused. Until then, and
     * for ever if it fails or whatever dies meanwhile, the top and all above it show what they always did, but the base
     * and the files between show neither their old state nor the top's: nobody else may stand on them.
     *
     * <p>If the calling thread is interrupted, the work is broken off, and the call fails with {@code FAILED}. After a
     * crash of the caller the work may go on; {@link #endCommit} ends it.
     *
     * @throws HypervisorException {@code WRONG_STATE} if the domain does not run (any more) or something else is going on
     *     with the disk; {@code DAMAGED} if the layers are not in the chain in that order; {@code UNSUPPORTED} by a
     *     hypervisor that can't do it
     */
    default void commit(CommitRequest request) throws HypervisorException {
        throw new HypervisorException(
                HypervisorException.Reason.UNSUPPORTED,
                displayName() + " can't merge layers of " + request.domain() + " while it runs");
    }

    /** Ends a {@link #commit} of a disk whose caller died; it may have come to its end. No-op if there is none. */
    default void endCommit(String domain, String target) throws HypervisorException {}

    /**
     * Makes a domain's persistent definition what the request says, defining it if there is none. The domain must be
     * off and without a managed save ({@code WRONG_STATE}). The definition is data from a store that may be hostile: only known elements are
     * taken over, and no path, program or command line ever comes from it. On failure nothing has changed.
     */
    void define(DefineRequest request) throws HypervisorException;

    /** Reads a part that {@link Domain#parts} names. */
    InputStream readPart(String domain, String part) throws HypervisorException;

    /**
     * Puts a part's content in place for a domain that is defined and off; all-or-nothing. Parts that this hypervisor
     * does not know are {@code UNSUPPORTED}.
     */
    void writePart(String domain, String part, InputStream content) throws HypervisorException;

    /** Starts a domain from its persistent definition. {@code WRONG_STATE} if it runs already or has a managed save. */
    void start(String name) throws HypervisorException;

    /**
     * Asks the guest to shut down, again and again in all the ways there are, until it is off or the deadline passes.
     *
     * @return whether the domain is off
     */
    boolean shutDown(String name, Duration deadline) throws HypervisorException;

    /**
     * Whether the domain is off here because its run went on on another host: its disks here are older than what that
     * run writes. A hypervisor that moves no running domains need not know.
     */
    default boolean movedAway(String name) throws HypervisorException {
        return false;
    }

    /**
     * Whether the domain is {@code HELD} because a write to one of its disks failed, mostly for lack of room on this host.
     * Nothing is lost by that: when it is resumed it tries that write again, and is held again if that fails. A hypervisor
     * that never holds a domain for it need not know.
     */
    default boolean waitsForDisk(String name) throws HypervisorException {
        return false;
    }

    /** Cuts the power. No-op if the domain is off. */
    void powerOff(String name) throws HypervisorException;

    /** Reports starts and stops of any domain until the result is closed; the listener is called on a thread of the hypervisor's. */
    Subscription watch(LifecycleListener listener) throws HypervisorException;

    /** Moves running domains between hosts; empty if this hypervisor can't. */
    default Optional<LiveMoves> liveMoves() {
        return Optional.empty();
    }

    /** Tells how the screens of running domains can be seen; empty if this hypervisor can't. */
    default Optional<Displays> displays() {
        return Optional.empty();
    }

    /** Saves the memory of running domains to files; empty if this hypervisor can't. */
    default Optional<Hibernation> hibernation() {
        return Optional.empty();
    }

    /** The disk image files of this host. */
    DiskImages images();

    /** Name and version, for messages and for the record of a snapshot. */
    String displayName();

    @Override
    void close();
}
