package io.kss.core.operation;

import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import java.util.Optional;

/**
 * What going back did.
 *
 * @param state the journal afterwards
 * @param target the snapshot that the head is equal to now
 * @param pushed own work that was sent before, if there was any
 * @param published whether a new snapshot was made; not if the head was equal already
 * @param fetched what was placed here, or empty if the VM stood on it already
 */
public record RevertOutcome(
        VmState state,
        SnapshotId target,
        Optional<PublishOutcome> pushed,
        boolean published,
        Optional<FetchOutcome> fetched) {}
