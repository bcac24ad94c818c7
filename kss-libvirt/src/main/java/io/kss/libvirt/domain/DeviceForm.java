package io.kss.libvirt.domain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/** Connects a machine's devices to a host: as they are connected there already, or in the plainest way. */
final class DeviceForm {

    private static final Set<String> MEDIA = Set.of("source", "driver");
    private static final Set<String> CONNECTION =
            Set.of("source", "virtualport", "filterref", "bandwidth", "vlan", "target", "teaming", "ip", "route");
    private static final Set<String> DISPLAY = Set.of("listen", "gl", "channel");
    private static final Set<String> BACKEND = Set.of("source", "log", "protocol");

    private final NetworkChoice network;

    DeviceForm(NetworkChoice network) {
        this.network = network;
    }

    void complete(Element domain, Optional<Element> present) {
        Optional<Element> devices = Xml.child(domain, "devices");
        Optional<Element> here = present.flatMap(p -> Xml.child(p, "devices"));
        here.flatMap(h -> Xml.child(h, "emulator"))
                .ifPresent(emulator ->
                        Xml.ensure(Xml.ensure(domain, "devices"), "emulator").setTextContent(Xml.ownText(emulator)));
        for (Element device : devices.map(Xml::children).orElse(List.of())) {
            Optional<Element> twin = here.flatMap(h -> twin(device, h));
            switch (device.getTagName()) {
                case "disk" -> {
                    if (new Disk(device).removable()) {
                        twin.ifPresent(t -> take(t, device, MEDIA, "type"));
                    }
                }
                case "interface" ->
                    twin.ifPresentOrElse(t -> take(t, device, CONNECTION, "type"), () -> network.connect(device));
                case "graphics" ->
                    twin.ifPresentOrElse(
                            t -> take(
                                    t, device, DISPLAY, "port", "tlsPort", "autoport", "listen", "passwd", "websocket"),
                            () -> device.setAttribute("autoport", "yes"));
                case "serial", "parallel", "console" -> twin.ifPresent(t -> take(t, device, BACKEND, "type"));
                case "channel" ->
                    twin.filter(t -> t.getAttribute("type").equals("unix"))
                            .filter(t -> device.getAttribute("type").equals("unix"))
                            .ifPresent(t -> take(t, device, BACKEND));
                case "rng" -> Xml.child(device, "backend").ifPresent(backend -> entropy(backend, twin));
                case "vsock" -> Xml.add(device, "cid").setAttribute("auto", "yes");
                default -> {
                    // complete as it travelled
                }
            }
        }
    }

    private static void entropy(Element backend, Optional<Element> twin) {
        if (backend.getAttribute("model").equals("random")) {
            backend.setTextContent(twin.flatMap(t -> Xml.child(t, "backend"))
                    .map(Xml::ownText)
                    .filter(text -> !text.isEmpty())
                    .orElse("/dev/urandom"));
        }
    }

    /** The device of the same kind that plays the same part here. */
    static Optional<Element> twin(Element device, Element here) {
        return Xml.children(here, device.getTagName()).stream()
                .filter(candidate -> role(candidate).equals(role(device)))
                .findFirst();
    }

    private static String role(Element device) {
        return switch (device.getTagName()) {
            case "disk" -> attribute(device, "target", "dev");
            case "interface" -> attribute(device, "mac", "address");
            case "graphics" -> device.getAttribute("type");
            case "serial", "parallel" -> attribute(device, "target", "port");
            case "console" -> attribute(device, "target", "type") + attribute(device, "target", "port");
            case "channel" -> attribute(device, "target", "name");
            default -> "";
        };
    }

    private static String attribute(Element device, String child, String name) {
        return Xml.child(device, child).map(c -> c.getAttribute(name)).orElse("");
    }

    private static void take(Element from, Element to, Set<String> children, String... attributes) {
        for (String name : attributes) {
            Xml.attribute(from, name).ifPresent(value -> to.setAttribute(name, value));
        }
        for (Element child : Xml.children(from)) {
            boolean known = Xml.children(to, child.getTagName()).stream().anyMatch(c -> !c.hasAttributes());
            if (children.contains(child.getTagName())
                    && (known || Xml.child(to, child.getTagName()).isEmpty())) {
                Xml.remove(to, child.getTagName());
                to.appendChild(to.getOwnerDocument().importNode(child, true));
            }
        }
    }
}
