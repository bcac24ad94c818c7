package io.kss.core;

import java.util.Optional;

/**
 * What a start did.
 *
 * @param pushed what was sent first, because this host was ahead
 * @param pulled what was fetched first
 * @param leased whether this host holds the lease; not so for an offline start without one
 */
public record StartResult(Optional<PushResult> pushed, Optional<PullResult> pulled, boolean leased) {}
