package io.kss.spi.hypervisor;

import java.io.InputStream;
import java.nio.file.Path;

/**
 * Saves the memory of running domains to files of this host, and lets domains go on from them. What is in such a file only
 * the plugin understands, on this host or another one. Thread-safe; no call hangs for ever.
 *
 * <p>A saved memory fits the disks as they were when it was saved, and no others: a guest that goes on from it twice, or on
 * newer disks, destroys its file systems. That this never happens is the caller's to see to.
 */
public interface Hibernation {

    /**
     * Writes memory and devices of a running domain to a file and ends its process. When it returns, the domain is off, the
     * file is complete and durable, and all that the guest had written is on its disks, none of which is written to after
     * the file. When it throws, the domain goes on and the file can be deleted; or, if how it ended could not be found
     * out, {@link Hypervisor#state} and {@link #isComplete} tell.
     *
     * <p>Interrupting the calling thread breaks it off. If the caller dies meanwhile it may go on and come to its end.
     *
     * @param file does not exist yet
     * @throws HypervisorException {@code WRONG_STATE} if the domain does not run; {@code NO_ROOM}, before anything
     *     happens if there is certainly none; {@code UNSUPPORTED} if it has what can't be saved
     */
    void save(String domain, Path file, SaveProgress progress) throws HypervisorException;

    /** Is told how far a save is. */
    @FunctionalInterface
    interface SaveProgress {
        /**
         * Some time has passed.
         *
         * @param done bytes of memory dealt with
         * @param total bytes of memory; 0 while that is not known
         */
        void saved(long done, long total);
    }

    /** Ends a {@link #save} whose caller died; it may have come to its end. No-op if there is none. */
    void cancelSaving(String domain) throws HypervisorException;

    /** Whether a file is one that {@link #save} brought to its end; not so if there is none. */
    boolean isComplete(Path file) throws HypervisorException;

    /** Reads a file from its beginning. {@code MISSING}. To be closed. */
    InputStream read(Path file) throws HypervisorException;

    /**
     * Opens a file to be filled with what {@link #read} gave, here or on another host; one that is there already is gone on
     * with. It survives a power cut from the first flush on.
     *
     * @param size its length in bytes when it is complete
     */
    LayerWriter fill(Path file, long size) throws HypervisorException;

    /**
     * Starts the process of a domain that is defined here and off, on the disks of its persistent definition, with the
     * memory in a file. It is {@code HELD} and does not execute, nor write to a disk, before {@link #resume}. When this
     * throws, the domain is off; the file is as it was in any case.
     *
     * @throws HypervisorException {@code WRONG_STATE} if the domain is not off; {@code DAMAGED} if the file is not complete;
     *     {@code UNSUPPORTED} if the memory does not fit this host or the definition
     */
    void restore(String domain, Path file) throws HypervisorException;

    /** Lets a domain that is {@code HELD} execute. No-op if it does already. */
    void resume(String domain) throws HypervisorException;
}
