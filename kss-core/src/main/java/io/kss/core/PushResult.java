package io.kss.core;

import java.util.List;

/**
 * What a push did.
 *
 * @param published the snapshots that became visible, oldest first; empty if everything was there
 * @param dataBytes disk data in them, in bytes
 * @param storedBytes what was added to the store, in bytes
 * @param leaseReleased whether another host may start the VM now
 */
public record PushResult(List<SnapshotView> published, long dataBytes, long storedBytes, boolean leaseReleased) {}
