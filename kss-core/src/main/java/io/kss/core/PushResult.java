package io.kss.core;

import java.util.List;

/**
 * What a push did.
 *
 * @param published the snapshots that became visible, oldest first; empty if everything was there
 * @param dataBytes disk data in them, in bytes
 * @param storedBytes what was added to the store, in bytes
 * @param leaseReleased whether another host may start the VM now
 * @param ended how many older snapshots were merged into newer ones afterwards, as the retention wants it
 */
public record PushResult(
        List<SnapshotView> published, long dataBytes, long storedBytes, boolean leaseReleased, int ended) {

    /** A push after which nothing was merged. */
    public PushResult(List<SnapshotView> published, long dataBytes, long storedBytes, boolean leaseReleased) {
        this(published, dataBytes, storedBytes, leaseReleased, 0);
    }

    PushResult withEnded(int count) {
        return new PushResult(published, dataBytes, storedBytes, leaseReleased, count);
    }
}
