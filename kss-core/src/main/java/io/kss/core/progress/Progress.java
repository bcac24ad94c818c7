package io.kss.core.progress;

/**
 * How far a piece of work is.
 *
 * @param step what is being done
 * @param vm the VM's name; empty if the work is not about one
 * @param detail a sentence fragment for people, e.g. {@code vdb}; may be empty
 * @param done bytes of disk data worked off so far, including what was found to be there already
 * @param total bytes of disk data altogether; 0 if the step has no measure
 * @param transferred bytes that went over the wire so far
 */
public record Progress(Step step, String vm, String detail, long done, long total, long transferred) {

    /** What can take long. */
    public enum Step {
        WAITING_FOR_SHUTDOWN,
        SEALING,
        /** The memory of a running VM is written to a file. */
        SAVING_MEMORY,
        /** A suspended VM gets its memory back. */
        LOADING_MEMORY,
        PUSHING,
        FETCHING,
        /** A running VM crosses from host to host; the bytes are those of memory and newest layers. */
        MOVING,
        VERIFYING,
        COLLECTING,
        MERGING,
        CHECKING_STORE
    }
}
