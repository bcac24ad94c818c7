package io.kss.core.journal;

import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.SnapshotId;
import java.time.Instant;
import java.util.Optional;

/**
 * Who may run a VM and publish its next snapshot.
 *
 * @param token names this lease; whoever has it in its local state is the holder
 * @param host the holder
 * @param since when it was taken, by the holder's clock; for people only
 * @param number the journal entry that took it
 * @param base the head when it was taken
 */
public record Lease(String token, HostIdentity host, Instant since, long number, Optional<SnapshotId> base) {}
