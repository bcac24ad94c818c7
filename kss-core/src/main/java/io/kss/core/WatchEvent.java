package io.kss.core;

import io.kss.core.failure.KssException;
import java.time.Instant;

/** Something that happened while a running VM was watched. */
public sealed interface WatchEvent {

    /** When a turn ended, by this host's clock. */
    Instant time();

    /**
     * A turn succeeded.
     *
     * @param result what was made and sent; without a snapshot, nothing had changed
     * @param ended how many older snapshots of this watch are no restore points any more
     * @param mergedHere how many snapshots have no layers of their own on this host any more
     */
    record Sent(Instant time, SnapshotPush result, int ended, int mergedHere) implements WatchEvent {}

    /**
     * A turn failed in a way that may pass; the next one tries again.
     *
     * @param failure why
     * @param next when the next turn begins
     */
    record Failed(Instant time, KssException failure, Instant next) implements WatchEvent {}

    /** The VM is off; the watch ends. */
    record Stopped(Instant time) implements WatchEvent {}
}
