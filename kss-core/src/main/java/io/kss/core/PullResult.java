package io.kss.core;

import java.util.Optional;

/**
 * What a pull did.
 *
 * @param snapshot what the VM here stands on now, if the repository has anything
 * @param changed whether anything was fetched
 * @param dataBytes disk data written here, in bytes
 * @param transferredBytes bytes read from the store
 */
public record PullResult(Optional<SnapshotView> snapshot, boolean changed, long dataBytes, long transferredBytes) {}
