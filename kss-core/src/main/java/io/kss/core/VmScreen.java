package io.kss.core;

import io.kss.core.takeover.OtherHost;
import io.kss.spi.hypervisor.Display;
import java.util.List;
import java.util.Optional;

/**
 * Where a VM runs, and how its screen can be seen from there.
 *
 * @param host the host on which it runs; empty for this one
 * @param displays in the order of its definition, at least one
 */
public record VmScreen(Optional<OtherHost> host, List<Display> displays) {

    public VmScreen {
        displays = List.copyOf(displays);
    }
}
