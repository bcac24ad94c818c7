package io.kss.core.operation;

import io.kss.core.journal.VmState;
import java.util.Optional;

/**
 * A branch became the head.
 *
 * @param state the journal afterwards
 * @param former the name that keeps the former head
 * @param pushed own work that was sent before, if there was any
 */
public record Adoption(VmState state, String former, Optional<PublishOutcome> pushed) {}
