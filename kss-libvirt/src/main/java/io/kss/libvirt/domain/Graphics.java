package io.kss.libvirt.domain;

import io.kss.spi.hypervisor.Display;
import io.kss.spi.hypervisor.Display.Endpoint;
import io.kss.spi.hypervisor.Display.Protocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.w3c.dom.Element;

/** The displays of a running domain, from its live XML: the persistent one does not know the ports. */
final class Graphics {

    /** Where QEMU listens if nobody says anything. */
    private static final String LOOPBACK = "127.0.0.1";

    private Graphics() {}

    static List<Display> of(Element root) {
        List<Display> displays = new ArrayList<>();
        for (Element graphics : Xml.child(root, "devices")
                .map(devices -> Xml.children(devices, "graphics"))
                .orElse(List.of())) {
            boolean password = Xml.attribute(graphics, "passwd").isPresent();
            switch (graphics.getAttribute("type")) {
                case "vnc" ->
                    displays.add(new Display(Protocol.VNC, endpoint(graphics), OptionalInt.empty(), password));
                case "spice" ->
                    displays.add(new Display(
                            Protocol.SPICE,
                            secureOnly(graphics) ? Optional.empty() : endpoint(graphics),
                            port(graphics, "tlsPort"),
                            password));
                default -> {
                    // a window on that host, or nothing that a viewer could speak with
                }
            }
        }
        return displays;
    }

    private static Optional<Endpoint> endpoint(Element graphics) {
        Optional<String> socket = Xml.attribute(graphics, "socket")
                .or(() -> Xml.child(graphics, "listen").flatMap(listen -> Xml.attribute(listen, "socket")));
        if (socket.isPresent()) {
            return Optional.of(new Display.Socket(Path.of(socket.get())));
        }
        OptionalInt port = port(graphics, "port");
        return port.isPresent() ? Optional.of(new Display.Port(address(graphics), port.getAsInt())) : Optional.empty();
    }

    private static String address(Element graphics) {
        return Xml.child(graphics, "listen")
                .flatMap(listen -> Xml.attribute(listen, "address"))
                .or(() -> Xml.attribute(graphics, "listen"))
                .filter(address -> !address.isEmpty())
                .orElse(LOOPBACK);
    }

    private static OptionalInt port(Element graphics, String name) {
        int port = Xml.attribute(graphics, name)
                .filter(text -> text.matches("[0-9]{1,5}"))
                .map(Integer::parseInt)
                .orElse(0);
        return port > 0 ? OptionalInt.of(port) : OptionalInt.empty();
    }

    /** Whether some of what a viewer needs goes through TLS alone, so that the other port is of no use to it. */
    private static boolean secureOnly(Element graphics) {
        return graphics.getAttribute("defaultMode").equals("secure")
                || Xml.children(graphics, "channel").stream()
                        .anyMatch(channel -> channel.getAttribute("mode").equals("secure"));
    }
}
