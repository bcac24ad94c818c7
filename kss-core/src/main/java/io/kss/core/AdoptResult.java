package io.kss.core;

import java.util.Optional;

/**
 * A branch became the head.
 *
 * @param head the repository's head now
 * @param formerHead the branch that keeps the former one
 * @param pushed work of this host that was sent before, if there was any
 */
public record AdoptResult(SnapshotView head, String formerHead, Optional<PushResult> pushed) {}
