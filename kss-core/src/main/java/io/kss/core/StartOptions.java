package io.kss.core;

/**
 * How to start.
 *
 * @param offline start without the store; see the README for what that means for other hosts
 * @param keepActiveLayer go on in the active layer that is there, without a snapshot first
 * @param breakLease end another host's lease first, on purpose
 * @param discardMemory boot a suspended VM from its disks, giving up what was only in its memory
 */
public record StartOptions(boolean offline, boolean keepActiveLayer, boolean breakLease, boolean discardMemory) {
    public static final StartOptions DEFAULT = new StartOptions(false, false, false);

    /** One that goes on from saved memory if there is some. */
    public StartOptions(boolean offline, boolean keepActiveLayer, boolean breakLease) {
        this(offline, keepActiveLayer, breakLease, false);
    }
}
