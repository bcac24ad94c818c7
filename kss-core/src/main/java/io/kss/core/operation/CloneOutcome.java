package io.kss.core.operation;

import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import java.util.Optional;
import java.util.Set;

/**
 * A second VM.
 *
 * @param state the journal of the VM that it is a copy of
 * @param from the snapshot that it begins as
 * @param fetched what had to be fetched, or empty if everything was here
 * @param emptyDisks its disks that are local-only and begin empty
 */
public record CloneOutcome(VmState state, SnapshotId from, Optional<FetchOutcome> fetched, Set<String> emptyDisks) {}
