package io.kss.core;

import java.util.Optional;

/**
 * What making a snapshot and sending it at once did.
 *
 * @param snapshot the snapshot that was made, with how consistent it is; empty if nothing had changed
 * @param pushed what was sent; of a VM that runs the lease is never given back
 */
public record SnapshotPush(Optional<SnapshotView> snapshot, PushResult pushed) {}
