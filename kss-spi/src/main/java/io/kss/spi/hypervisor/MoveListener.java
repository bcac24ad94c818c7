package io.kss.spi.hypervisor;

/** Is told how a move goes, on the thread that asked for it. */
public interface MoveListener {

    /**
     * Some time has passed. If this throws, the move is given up, as by an interrupt: what has not arrived goes on where it
     * was.
     *
     * @param done bytes of memory and disks that crossed or turned out to be empty; may fall, when the guest is faster
     * @param total bytes that are known to have to cross; 0 while that is not known
     */
    void moving(long done, long total) throws HypervisorException;

    /**
     * The domain is complete on this host and executes on neither. It will execute here as soon as this returns, and may
     * never execute there again: whoever needs to remember that must do so now, durably and quickly, for the guest
     * waits. If this throws, the move fails, and
     * the domain stays {@code HELD} here. With {@link MoveRequest#postCopy} it executes here already.
     */
    void arrived() throws HypervisorException;
}
