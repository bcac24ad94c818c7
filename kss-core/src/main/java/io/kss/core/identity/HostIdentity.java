package io.kss.core.identity;

/**
 * Who writes.
 *
 * @param id the host's permanent identity
 * @param name how people call it
 */
public record HostIdentity(HostId id, String name) {}
