package io.kss.libvirt.domain;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/**
 * The definition that a machine gets on this host while it runs on: what the guest sees as it is over there, and what
 * connects it to a host as this host defines it.
 */
public final class ArrivingForm {

    private static final List<String> BOOT_FILES = List.of("loader", "kernel", "initrd", "nvram");
    private static final Set<String> MEDIA = Set.of("source", "driver", "backingStore");
    private static final Set<String> CONNECTION =
            Set.of("source", "virtualport", "filterref", "bandwidth", "vlan", "target", "backend");
    private static final Set<String> DISPLAY = Set.of("listen", "gl", "channel");
    private static final List<String> DISPLAY_ATTRIBUTES =
            List.of("port", "tlsPort", "autoport", "listen", "websocket", "passwd", "socket");
    private static final Set<String> BACKEND = Set.of("source", "log", "protocol");

    private ArrivingForm() {}

    /**
     * Gives the definition.
     *
     * @param running what the other host's process was started with, in the form that is meant for other hosts
     * @param here the persistent definition on this host
     * @param disks the files for its writable disks, by target
     */
    public static String of(DomainXml running, DomainXml here, Map<String, Path> disks) throws HypervisorException {
        Element domain = running.copy();
        Element local = here.copy();
        Xml.remove(domain, "seclabel");
        Xml.child(domain, "os").ifPresent(os -> boot(os, Xml.child(local, "os")));
        Optional<Element> localDevices = Xml.child(local, "devices");
        for (Element device : Xml.child(domain, "devices").map(Xml::children).orElse(List.of())) {
            Optional<Element> twin = localDevices.flatMap(devices -> DeviceForm.twin(device, devices));
            switch (device.getTagName()) {
                case "emulator" ->
                    localDevices
                            .flatMap(devices -> Xml.child(devices, "emulator"))
                            .ifPresent(program -> device.setTextContent(Xml.ownText(program)));
                case "disk" -> disk(new Disk(device), twin, disks);
                case "interface" -> twin.ifPresent(t -> replace(t, device, CONNECTION, List.of("type")));
                case "graphics" -> twin.ifPresent(t -> replace(t, device, DISPLAY, DISPLAY_ATTRIBUTES));
                case "serial", "parallel", "console" ->
                    twin.ifPresent(t -> replace(t, device, BACKEND, List.of("type")));
                case "channel" -> twin.ifPresent(t -> replace(t, device, BACKEND, List.of()));
                default -> {
                    // nothing of it belongs to a host
                }
            }
        }
        return Xml.text(domain);
    }

    private static void boot(Element os, Optional<Element> here) {
        for (String file : BOOT_FILES) {
            Optional<Element> local = here.flatMap(h -> Xml.child(h, file));
            Optional<Element> element = Xml.child(os, file);
            if (element.isPresent() && local.isPresent()) {
                element.get().setTextContent(Xml.ownText(local.get()));
                element.get().removeAttribute("template");
                Xml.attribute(local.get(), "template")
                        .ifPresent(value -> element.get().setAttribute("template", value));
            }
        }
    }

    private static void disk(Disk disk, Optional<Element> twin, Map<String, Path> files) throws HypervisorException {
        if (!disk.carried()) {
            twin.ifPresent(t -> replace(t, disk.element(), MEDIA, List.of("type")));
            return;
        }
        Path file = files.get(disk.target());
        if (file == null) {
            throw new HypervisorException(
                    Reason.UNSUPPORTED,
                    "disk " + disk.target() + " of the running VM is not one of those that move along");
        }
        disk.repoint(file.toAbsolutePath());
    }

    private static void replace(Element from, Element to, Set<String> children, List<String> attributes) {
        for (String name : attributes) {
            to.removeAttribute(name);
            Xml.attribute(from, name).ifPresent(value -> to.setAttribute(name, value));
        }
        for (String child : children) {
            Xml.remove(to, child);
            for (Element local : Xml.children(from, child)) {
                to.appendChild(to.getOwnerDocument().importNode(local, true));
            }
        }
    }
}
