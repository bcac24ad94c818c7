package io.kss.core;

import io.kss.core.operation.MemoryUse;
import java.util.Optional;

/**
 * What a start did.
 *
 * @param pushed what was sent first, because this host was ahead
 * @param pulled what was fetched first
 * @param leased whether this host holds the lease; not so for an offline start without one
 * @param memory what became of the memory of a VM that was suspended
 * @param memoryBytes bytes of memory that had to be fetched, as they are used
 * @param memoryTransferred bytes that came from the store for that
 */
public record StartResult(
        Optional<PushResult> pushed,
        Optional<PullResult> pulled,
        boolean leased,
        MemoryUse memory,
        long memoryBytes,
        long memoryTransferred) {

    /** Of a VM that was not suspended. */
    public StartResult(Optional<PushResult> pushed, Optional<PullResult> pulled, boolean leased) {
        this(pushed, pulled, leased, MemoryUse.NONE, 0, 0);
    }
}
