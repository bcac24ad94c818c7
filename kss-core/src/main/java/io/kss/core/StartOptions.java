package io.kss.core;

/**
 * How to start.
 *
 * @param offline start without the store; see the README for what that means for other hosts
 * @param keepActiveLayer go on in the active layer that is there, without a snapshot first
 * @param breakLease end another host's lease first, on purpose
 */
public record StartOptions(boolean offline, boolean keepActiveLayer, boolean breakLease) {
    public static final StartOptions DEFAULT = new StartOptions(false, false, false);
}
