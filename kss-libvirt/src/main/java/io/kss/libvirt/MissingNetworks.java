package io.kss.libvirt;

import io.kss.libvirt.connection.Connection;
import io.kss.libvirt.connection.DomainHandle;
import io.kss.libvirt.domain.DomainXml;
import io.kss.libvirt.domain.HostLink;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.MoveObstacle;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what the network cards of a machine are to be connected to on this host, and is not there. */
final class MissingNetworks {

    private final Connection here;

    MissingNetworks(Connection here) {
        this.here = here;
    }

    /** Of one that was never here, kss chooses the network when it defines it. */
    List<MoveObstacle> of(String name) throws HypervisorException {
        List<MoveObstacle> found = new ArrayList<>();
        Optional<DomainHandle> present = here.find(name);
        if (present.isEmpty()) {
            return found;
        }
        try (DomainHandle handle = present.get()) {
            for (HostLink link : DomainXml.parse(handle.persistentXml()).hostLinks()) {
                if (!exists(link)) {
                    found.add(new MoveObstacle("network", true, missing(name, link), remedy(name, link)));
                }
            }
        }
        return found;
    }

    private boolean exists(HostLink link) throws HypervisorException {
        if (link.kind() == HostLink.Kind.NETWORK) {
            return here.hasNetwork(link.name());
        }
        try {
            return NetworkInterface.getByName(link.name()) != null;
        } catch (SocketException e) {
            return true;
        }
    }

    private static String missing(String name, HostLink link) {
        return "The VM " + name + " is connected to the "
                + switch (link.kind()) {
                    case NETWORK -> "virtual network ";
                    case BRIDGE -> "bridge ";
                    case DEVICE -> "network device ";
                }
                + link.name() + " here, which this host does not have"
                + (link.kind() == HostLink.Kind.NETWORK ? " or which is not active." : ".");
    }

    private static String remedy(String name, HostLink link) {
        return (link.kind() == HostLink.Kind.NETWORK ? "virsh net-start " + link.name() : "create it")
                + "; or connect the VM to something else here with virsh edit " + name;
    }
}
