package io.kss.core.journal;

import io.kss.core.identity.HostIdentity;
import java.time.Instant;

/**
 * A move of the running VM from the lease's holder to another host that was begun and is not settled. While it is, nobody
 * may start the VM afresh, neither side included (rule R3).
 *
 * @param to where it goes
 * @param token the token that the lease will have once it is there; known to that host's local state only
 * @param since when it began, by the holder's clock; for people only
 */
public record Takeover(HostIdentity to, String token, Instant since) {}
