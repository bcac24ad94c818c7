package io.kss.core.progress;

/**
 * How far a piece of work is.
 *
 * @param step what is being done
 * @param vm the VM's name
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
        PUSHING,
        FETCHING,
        VERIFYING,
        COLLECTING
    }
}
