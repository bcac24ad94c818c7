package io.kss.core.operation;

import java.util.Optional;

/**
 * What a start did first.
 *
 * @param pushed what was sent
 * @param fetched what was fetched
 * @param leased whether this host holds the lease
 * @param memory what became of the guest's memory
 * @param memoryFetched what was fetched of that
 */
public record StartOutcome(
        Optional<PublishOutcome> pushed,
        Optional<FetchOutcome> fetched,
        boolean leased,
        MemoryUse memory,
        Optional<FetchOutcome> memoryFetched) {}
