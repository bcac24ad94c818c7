package io.kss.libvirt;

import io.kss.libvirt.connection.Connection;
import io.kss.libvirt.connection.DomainHandle;
import io.kss.libvirt.domain.DomainXml;
import io.kss.spi.hypervisor.Display;
import io.kss.spi.hypervisor.Displays;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.util.List;

/** The displays of this libvirt's domains, and of other hosts'. */
final class LibvirtDisplays implements Displays {

    private final Connection here;

    LibvirtDisplays(Connection here) {
        this.here = here;
    }

    @Override
    public List<Display> of(String domain) throws HypervisorException {
        return displays(here, domain);
    }

    @Override
    public List<Display> at(String address, String domain) throws HypervisorException {
        try (Connection there = Connection.open(address)) {
            return displays(there, domain);
        }
    }

    private static List<Display> displays(Connection where, String domain) throws HypervisorException {
        try (DomainHandle handle = where.domain(domain)) {
            if (!handle.state().active()) {
                throw new HypervisorException(Reason.WRONG_STATE, "VM '" + domain + "' does not run at " + where.uri());
            }
            return DomainXml.parse(handle.liveXml()).displays();
        }
    }
}
