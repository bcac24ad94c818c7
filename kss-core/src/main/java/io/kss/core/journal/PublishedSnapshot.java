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
 */
public record PublishedSnapshot(
        SnapshotId id,
        Optional<SnapshotId> parent,
        String manifest,
        HostIdentity host,
        Instant time,
        long dataBytes,
        long storedBytes) {}
