package io.kss.core.workspace;

import java.time.Instant;

/**
 * The lease as this host saw it last; what an offline start can go by.
 *
 * @param hostName the holder
 * @param since when it was taken
 * @param ours whether this host holds it
 */
public record SeenLease(String hostName, Instant since, boolean ours) {}
