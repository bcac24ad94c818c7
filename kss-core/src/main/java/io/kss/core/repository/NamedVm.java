package io.kss.core.repository;

import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.VmId;
import java.time.Instant;

/**
 * A VM that the repository has a name for. As long as its journal has no entry, the name is merely reserved: any host
 * may write the first one.
 *
 * @param id the VM
 * @param name its name, as it was first written
 * @param host who claimed the name
 * @param time when, by that host's clock; for people only
 */
public record NamedVm(VmId id, String name, HostIdentity host, Instant time) {}
