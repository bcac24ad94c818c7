package io.kss.core.takeover;

import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;

/**
 * A running VM that may be taken over.
 *
 * @param vm its identity
 * @param base the newest snapshot, which is the repository's head
 * @param next the identity that what the guest writes on top of it will get when it is sealed
 */
public record Offer(VmId vm, SnapshotId base, SnapshotId next) {}
