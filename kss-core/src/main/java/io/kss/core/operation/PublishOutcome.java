package io.kss.core.operation;

import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import java.util.List;

/**
 * What publishing did.
 *
 * @param state the journal afterwards
 * @param published what became visible, oldest first
 * @param leaseFree whether this host does not hold the lease now
 */
public record PublishOutcome(VmState state, List<PublishedSnapshot> published, boolean leaseFree) {}
