package io.kss.core.journal;

import io.kss.core.identity.SnapshotId;
import java.util.Optional;

/**
 * A new description of a snapshot that stays: the same state, told as the difference to another parent.
 *
 * @param snapshot which
 * @param parent what the layers stand on from now on, or empty if they hold everything
 * @param manifest the hash that names the new manifest, 64 lower-case hexadecimal digits
 * @param dataBytes changed disk data in it, in bytes
 * @param storedBytes what sending the merged snapshots had added to the store, in bytes
 */
public record Revision(
        SnapshotId snapshot, Optional<SnapshotId> parent, String manifest, long dataBytes, long storedBytes) {

    /** The snapshot as the journal keeps it from now on. */
    PublishedSnapshot of(PublishedSnapshot before) {
        return new PublishedSnapshot(
                snapshot, parent, manifest, before.host(), before.time(), dataBytes, storedBytes, before.memoryBytes());
    }
}
