package io.kss.core.journal;

import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.SnapshotId;
import java.time.Instant;
import java.util.Optional;

/**
 * What the journal keeps of a snapshot.
 *
 * @param id its permanent identity
 * @param parent what its manifest's layers stand on
 * @param manifest the hash that names the present revision of its manifest, 64 lower-case hexadecimal digits
 * @param host where it was made
 * @param time when, by that host's clock
 * @param dataBytes changed disk data in it, in bytes
 * @param storedBytes what sending it added to the store, in bytes
 * @param memoryBytes the length of the memory image with which a guest goes on from it; 0 if there is none, or none that may
 *     be used any more (rule R4)
 */
public record PublishedSnapshot(
        SnapshotId id,
        Optional<SnapshotId> parent,
        String manifest,
        HostIdentity host,
        Instant time,
        long dataBytes,
        long storedBytes,
        long memoryBytes) {

    /** One without a memory image. */
    public PublishedSnapshot(
            SnapshotId id,
            Optional<SnapshotId> parent,
            String manifest,
            HostIdentity host,
            Instant time,
            long dataBytes,
            long storedBytes) {
        this(id, parent, manifest, host, time, dataBytes, storedBytes, 0);
    }

    /** Whether a guest can go on from it where it was. */
    public boolean isSuspended() {
        return memoryBytes > 0;
    }

    /** The same with or without a memory image. */
    public PublishedSnapshot withMemory(long bytes) {
        return new PublishedSnapshot(id, parent, manifest, host, time, dataBytes, storedBytes, bytes);
    }
}
