package io.kss.core.operation;

import io.kss.spi.hypervisor.Moved;
import java.util.Optional;

/**
 * A takeover that succeeded.
 *
 * @param fetched what of the sealed chain had to be fetched first
 * @param moved what crossed from host to host; empty if an earlier attempt had done that already
 */
public record TakeoverOutcome(Optional<FetchOutcome> fetched, Optional<Moved> moved) {}
