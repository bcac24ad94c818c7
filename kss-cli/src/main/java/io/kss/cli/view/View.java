package io.kss.cli.view;

import io.kss.cli.config.Peer;
import io.kss.core.VmScreen;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.hypervisor.Display;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A VM's display and the way to it.
 *
 * @param vm the VM
 * @param host what the host on which it runs is called
 * @param peer how that host is reached; empty if it is this one
 * @param display the display
 * @param port the port of this host's loopback interface that leads to it; 0 if it is here itself, or not open yet
 * @param viewer what shows it
 */
public record View(String vm, String host, Optional<Peer> peer, Display display, int port, Optional<Path> viewer) {

    /** The first display that a viewer can reach, or else the first. */
    public static Display best(VmScreen screen) {
        return screen.displays().stream()
                .filter(display -> display.plain().isPresent())
                .findFirst()
                .orElse(screen.displays().get(0));
    }

    /** The same by way of that port. */
    public View through(int localPort) {
        return new View(vm, host, peer, display, localPort, viewer);
    }

    /** The same shown by that program. */
    public View shownBy(Viewer program) {
        return new View(vm, host, peer, display, port, Optional.of(program.program()));
    }

    /** Where it takes connections, as its host sees it. */
    public Display.Endpoint endpoint() throws KssException {
        return display.plain().orElseThrow(this::closed);
    }

    /** What to give a viewer; empty as long as there is no way. */
    public Optional<String> address() {
        if (peer.isPresent()) {
            return port == 0 ? Optional.empty() : Optional.of(Place.address(display.protocol(), "127.0.0.1:" + port));
        }
        return display.plain()
                .filter(Display.Port.class::isInstance)
                .map(place -> Place.address(display.protocol(), Place.of(place)));
    }

    /** The ssh command that opens the way; empty if there is none to open. */
    public List<String> tunnel() {
        return port == 0 || peer.isEmpty() || display.plain().isEmpty()
                ? List.of()
                : peer.get().tunnel(port, Place.of(display.plain().get()));
    }

    /** Libvirt's own viewer knows more ways to a display than an address can say. */
    public String viewerOfLibvirt() {
        return peer.map(there -> "virt-viewer --connect '" + there.hypervisor() + "' " + vm)
                .orElse("virt-viewer --attach " + vm);
    }

    private KssException closed() {
        return new KssException(Reason.UNSUPPORTED_VM, whyClosed(), waysToOpen().toArray(String[]::new))
                .with("vm", vm)
                .with("display", display.protocol());
    }

    String whyClosed() {
        return "The " + display.protocol() + " display of " + vm + " on " + host
                + (display.tlsPort().isPresent()
                        ? " takes encrypted connections only (port "
                                + display.tlsPort().getAsInt() + "), whose certificate does not fit a tunnel."
                        : " listens nowhere.");
    }

    List<String> waysToOpen() {
        return List.of(
                viewerOfLibvirt(),
                "let it listen on the loopback interface without TLS: <listen type='address' address='127.0.0.1'/> and no"
                        + " defaultMode='secure', with virsh edit " + vm + ", then kss stop and kss start");
    }
}
