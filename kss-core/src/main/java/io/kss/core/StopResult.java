package io.kss.core;

import java.util.Optional;

/**
 * What a stop did.
 *
 * @param snapshot the snapshot that was made, or empty if nothing had changed
 * @param pushed what was sent, or empty if it was not to be
 * @param powerCut whether the guest had to be powered off
 */
public record StopResult(Optional<SnapshotView> snapshot, Optional<PushResult> pushed, boolean powerCut) {}
