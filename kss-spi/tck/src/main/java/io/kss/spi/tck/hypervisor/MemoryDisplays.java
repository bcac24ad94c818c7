package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.Display;
import io.kss.spi.hypervisor.Displays;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.util.List;

/** The displays that tests gave to the domains of a host and its neighbours. */
final class MemoryDisplays implements Displays {

    private final MemoryHost host;
    private final KssProcess process;

    MemoryDisplays(MemoryHost host, KssProcess process) {
        this.host = host;
        this.process = process;
    }

    @Override
    public List<Display> of(String domain) throws HypervisorException {
        return process.step("displays " + domain, () -> displays(host, domain));
    }

    @Override
    public List<Display> at(String address, String domain) throws HypervisorException {
        MemoryHost there = host.neighbour(address);
        synchronized (there.lock) {
            return displays(there, domain);
        }
    }

    private static List<Display> displays(MemoryHost where, String name) throws HypervisorException {
        MemoryDomain domain = where.domains.require(name);
        if (!domain.state.active()) {
            throw new HypervisorException(Reason.WRONG_STATE, name + " does not run");
        }
        return List.copyOf(domain.displays);
    }
}
