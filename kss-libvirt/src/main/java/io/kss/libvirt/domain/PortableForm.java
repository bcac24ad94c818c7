package io.kss.libvirt.domain;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/** Takes from a domain's XML what ties it to its host. */
final class PortableForm {

    private static final Set<String> PORTABLE_DISPLAYS = Set.of("vnc", "spice", "egl-headless");
    private static final Set<String> PORTABLE_CHANNELS = Set.of("spicevmc", "qemu-vdagent");

    private PortableForm() {}

    static Element of(Element domain) {
        Xml.child(domain, "os").ifPresent(PortableForm::os);
        Xml.child(domain, "devices").ifPresent(PortableForm::devices);
        Xml.children(domain, "sysinfo").stream()
                .filter(info -> !info.getAttribute("type").equals("smbios"))
                .forEach(domain::removeChild);
        PortableElements.reduce(domain);
        Xml.child(domain, "memoryBacking").filter(PortableForm::empty).ifPresent(domain::removeChild);
        return domain;
    }

    /** Firmware that libvirt chose is chosen anew on every host; firmware that the user chose keeps its file's name. */
    private static void os(Element os) {
        if (os.hasAttribute("firmware")) {
            Xml.remove(os, "loader");
            Xml.remove(os, "nvram");
        }
        for (String file : List.of("loader", "kernel", "initrd")) {
            Xml.child(os, file).ifPresent(element -> element.setTextContent(name(Xml.ownText(element))));
        }
        Xml.child(os, "nvram").ifPresent(nvram -> {
            nvram.setTextContent("");
            if (nvram.hasAttribute("template")) {
                nvram.setAttribute("template", name(nvram.getAttribute("template")));
            }
        });
    }

    private static void devices(Element devices) {
        sortControllers(devices);
        for (Element device : Xml.children(devices)) {
            if (belongsToHost(device)) {
                devices.removeChild(device);
                continue;
            }
            switch (device.getTagName()) {
                case "disk" -> disk(device);
                case "serial", "parallel", "console" -> device.setAttribute("type", "pty");
                case "channel" -> channel(device);
                case "rng" -> Xml.child(device, "backend").ifPresent(PortableForm::entropy);
                default -> {
                    // nothing but what the list leaves out
                }
            }
            Xml.child(device, "alias")
                    .filter(alias -> !alias.getAttribute("name").startsWith("ua-"))
                    .ifPresent(device::removeChild);
        }
    }

    /** libvirt adds controllers at the end and moves them when it reads its own XML again. */
    private static void sortControllers(Element devices) {
        List<Element> controllers = Xml.children(devices, "controller").stream()
                .sorted(Comparator.comparing((Element controller) -> controller.getAttribute("type"))
                        .thenComparing(
                                controller -> controller.getAttribute("index").length())
                        .thenComparing(controller -> controller.getAttribute("index")))
                .toList();
        controllers.forEach(devices::appendChild);
    }

    private static boolean belongsToHost(Element device) {
        return switch (device.getTagName()) {
            case "disk" ->
                new Disk(device).fixed()
                        ? !new Disk(device).removable()
                        : !new Disk(device).device().equals("disk");
            case "graphics" -> !PORTABLE_DISPLAYS.contains(device.getAttribute("type"));
            case "smartcard", "redirdev" -> !device.getAttribute("type").equals("spicevmc");
            case "input" -> Set.of("passthrough", "evdev").contains(device.getAttribute("type"));
            case "tpm" ->
                Xml.child(device, "backend")
                        .flatMap(backend -> Xml.attribute(backend, "type"))
                        .filter("emulator"::equals)
                        .isEmpty();
            case "memory" -> !device.getAttribute("model").equals("dimm");
            default -> false;
        };
    }

    /** A disk's format is not the machine's: an adopted raw disk gets qcow2 layers. */
    private static void disk(Element element) {
        Disk disk = new Disk(element);
        element.setAttribute("type", "file");
        if (disk.removable()) {
            Xml.remove(element, "driver");
        }
    }

    private static void channel(Element channel) {
        Optional<Element> source = Xml.child(channel, "source");
        if (!PORTABLE_CHANNELS.contains(channel.getAttribute("type"))) {
            channel.setAttribute("type", "unix");
        }
        if (!channel.getAttribute("type").equals("qemu-vdagent")) {
            source.ifPresent(channel::removeChild);
        }
    }

    private static void entropy(Element backend) {
        if (!backend.getAttribute("model").equals("builtin")) {
            backend.setAttribute("model", "random");
        }
    }

    private static boolean empty(Element element) {
        return Xml.children(element).isEmpty() && Xml.ownText(element).isEmpty();
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
