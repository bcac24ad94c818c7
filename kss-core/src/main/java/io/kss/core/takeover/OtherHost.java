package io.kss.core.takeover;

import java.util.Optional;

/**
 * The host that a VM is taken over from.
 *
 * @param name how people call it
 * @param hypervisor the address of its hypervisor, in the form of the hypervisor's plugin
 * @param reachedAt the host name or IP address by which it reaches this one, if that is known
 */
public record OtherHost(String name, String hypervisor, Optional<String> reachedAt) {}
