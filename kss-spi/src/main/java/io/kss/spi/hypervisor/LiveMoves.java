package io.kss.spi.hypervisor;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Moves running domains between hosts. Other hosts' hypervisors are named by addresses in the plugin's own form, such as
 * {@code qemu+ssh://desktop/system}. Thread-safe; no call hangs for ever. Interrupting the calling thread ends a move: the
 * domain then goes on where it was.
 */
public interface LiveMoves {

    /**
     * Moves a domain that runs on another host to this one, with what its active layers hold. It is defined here, off,
     * by the same name and identity. Its process here opens the request's files, which exist, are empty and stand on the
     * same sealed content as the active layers there; the persistent definition here is not changed.
     *
     * <p>When it returns, the domain runs here, and is defined but off there. When it throws, it never executed here and
     * no process of it is left here, unless {@link MoveListener#arrived} had been called: then {@link Hypervisor#state}
     * tells, and a domain that is {@code HELD} can be resumed. With {@link MoveRequest#postCopy} it executes here before
     * {@code arrived} is called, and once it does this returns without an exception, whatever becomes of its memory.
     *
     * @throws HypervisorException {@code UNAVAILABLE} if the other host can't be reached or the move stands still,
     *     {@code WRONG_STATE} if it does not run there or is not off here, {@code NO_ROOM}
     */
    Moved take(MoveRequest request, MoveListener listener) throws HypervisorException;

    /**
     * Brings the rest of a domain's memory that another host still has after a move with {@link MoveRequest#postCopy}; also
     * mends a link that was cut meanwhile. No-op if all of it is here.
     *
     * @param request as for the move; its disks do not matter
     * @throws HypervisorException {@code UNAVAILABLE} if the other host can't be reached or nothing moves
     */
    void fetchRest(MoveRequest request, MoveListener listener) throws HypervisorException;

    /**
     * Whether a domain's memory is partly on this host and partly on another, so that it is lost if this host's part ends.
     */
    boolean isSplit(String domain) throws HypervisorException;

    /** Bytes of memory of a domain on this host. */
    long memory(String domain) throws HypervisorException;

    /** What a domain does on another host; empty if there is none. {@code UNAVAILABLE} if that can't be found out. */
    Optional<RunState> stateAt(String address, String domain) throws HypervisorException;

    /** What is in the way of moving a domain from another host to this one; empty if nothing is. Changes nothing. */
    List<MoveObstacle> examine(String address, String domain) throws HypervisorException;

    /** Whether a domain is being moved away from this host at this moment, or that is being undone. */
    boolean isLeaving(String domain) throws HypervisorException;

    /** Asks the move that takes a domain away to end. No-op if there is none. */
    void cancelLeaving(String domain) throws HypervisorException;

    /**
     * Makes the persistent definition of a domain name the files of a move that brought it here. It runs on them, or is
     * off by now. Idempotent.
     */
    void settle(String domain, Map<String, Path> disks) throws HypervisorException;

    /** Lets a domain that is {@code HELD} execute. No-op if it does already. */
    void resume(String domain) throws HypervisorException;
}
