package io.kss.core;

import java.util.Optional;

/**
 * What going back did.
 *
 * @param head the repository's head now, which is also what the VM here stands on
 * @param revertedTo the older snapshot that it is equal to
 * @param pushed work of this host that was sent before, if there was any
 * @param changed whether a new snapshot was made; not if the head was equal already
 * @param dataBytes disk data written here, in bytes
 * @param transferredBytes bytes read from the store
 */
public record RevertResult(
        SnapshotView head,
        SnapshotView revertedTo,
        Optional<PushResult> pushed,
        boolean changed,
        long dataBytes,
        long transferredBytes) {}
