package io.kss.libvirt.domain;

import io.kss.spi.hypervisor.Definition;
import io.kss.spi.hypervisor.Display;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** A domain's XML as libvirt gives it. Immutable. */
public final class DomainXml {

    private final Element root;

    private DomainXml(Element root) {
        this.root = root;
    }

    public static DomainXml parse(String xml) throws HypervisorException {
        try {
            return new DomainXml(Xml.parse(xml));
        } catch (SAXException e) {
            throw new HypervisorException(Reason.FAILED, "libvirt gives XML that can't be read: " + e.getMessage(), e);
        }
    }

    public String name() {
        return Xml.child(root, "name").map(Xml::ownText).orElse("");
    }

    Element copy() {
        return (Element) root.cloneNode(true);
    }

    public UUID uuid() {
        return UUID.fromString(Xml.child(root, "uuid").map(Xml::ownText).orElse(""));
    }

    /** What travels between hosts, in the one form it has. */
    public Definition definition() {
        return new Definition(Canonical.text(PortableForm.of(copy())).getBytes(StandardCharsets.UTF_8));
    }

    /** The files of the disks that travel, by target, in order. */
    public Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        carried().forEach(disk -> disk.file().ifPresent(file -> files.put(disk.target(), file)));
        return files;
    }

    /** The formats of the disks that travel, by target. */
    public Map<String, String> formats() {
        Map<String, String> formats = new LinkedHashMap<>();
        carried().forEach(disk -> formats.put(disk.target(), disk.format()));
        return formats;
    }

    /** The targets of all disks, in order. */
    public List<String> targets() {
        return Disk.of(root).stream().map(Disk::target).toList();
    }

    private List<Disk> carried() {
        return Disk.of(root).stream().filter(Disk::carried).toList();
    }

    /** The same domain with other (qcow2) files under some of its disks. */
    public String withFiles(Map<String, Path> files) {
        Element changed = copy();
        for (Disk disk : Disk.of(changed)) {
            Path file = files.get(disk.target());
            if (file != null) {
                disk.repoint(file);
            }
        }
        return Xml.text(changed);
    }

    /** Why this domain can't be synchronised, with the way out; empty if nothing is in the way. */
    public List<String> obstacles() {
        return Obstacles.of(root);
    }

    /** The file that holds the firmware's variables, if the definition names one. */
    public Optional<Path> nvram() {
        return Xml.find(root, "os", "nvram")
                .flatMap(nvram -> Xml.attribute(nvram, "type").orElse("file").equals("file")
                        ? Optional.of(nvram)
                        : Optional.empty())
                .map(nvram -> Xml.find(nvram, "source")
                        .flatMap(source -> Xml.attribute(source, "file"))
                        .orElseGet(() -> Xml.ownText(nvram)))
                .filter(text -> !text.isEmpty())
                .map(Path::of);
    }

    /** The version of an emulated TPM, such as 2.0, if there is one. */
    public Optional<String> tpmVersion() {
        return Xml.find(root, "devices", "tpm", "backend")
                .filter(backend -> Xml.attribute(backend, "type").equals(Optional.of("emulator")))
                .map(backend -> Xml.attribute(backend, "version").orElse("2.0"));
    }

    /** {@code kvm} or {@code qemu}. */
    public String type() {
        return root.getAttribute("type");
    }

    /** The machine type, such as {@code pc-q35-7.2}. */
    public Optional<String> machine() {
        return Xml.find(root, "os", "type").flatMap(type -> Xml.attribute(type, "machine"));
    }

    /** Such as {@code x86_64}. */
    public String arch() {
        return Xml.find(root, "os", "type")
                .flatMap(type -> Xml.attribute(type, "arch"))
                .orElse("x86_64");
    }

    /** The processor as the guest sees it. */
    public Optional<String> cpu() {
        return Xml.child(root, "cpu").map(Xml::text);
    }

    /** Bytes of memory of a running domain, or of one as libvirt writes it, always in KiB. */
    public long memory() {
        return Xml.child(root, "memory").map(Xml::ownText).map(Long::parseLong).orElse(0L) << 10;
    }

    /** What the domain uses of its host directly and can't take along, in words. */
    public List<String> immovable() {
        List<String> found = new ArrayList<>();
        for (Element device : Xml.child(root, "devices").map(Xml::children).orElse(List.of())) {
            switch (device.getTagName()) {
                case "hostdev" -> found.add("a device passed through (hostdev, " + device.getAttribute("type") + ")");
                case "filesystem" -> found.add("a shared folder (filesystem)");
                case "interface" -> {
                    if (List.of("hostdev", "vdpa").contains(device.getAttribute("type"))) {
                        found.add("a network card passed through (interface, " + device.getAttribute("type") + ")");
                    }
                }
                default -> {
                    // moves
                }
            }
        }
        return found;
    }

    /** What its network cards are connected to on its host, each once: a virtual network, a bridge or a device. */
    public Set<HostLink> hostLinks() {
        Set<HostLink> links = new LinkedHashSet<>();
        for (Element devices : Xml.child(root, "devices").stream().toList()) {
            for (Element card : Xml.children(devices, "interface")) {
                Optional<HostLink.Kind> kind = HostLink.Kind.of(card.getAttribute("type"));
                if (kind.isPresent()) {
                    Xml.child(card, "source")
                            .flatMap(source -> Xml.attribute(source, kind.get().attribute()))
                            .ifPresent(name -> links.add(new HostLink(kind.get(), name)));
                }
            }
        }
        return links;
    }

    /** How the screen can be seen; only live XML tells the ports. */
    public List<Display> displays() {
        return Graphics.of(root);
    }

    /** Whether the guest's agent has opened its channel; only live XML tells. */
    public boolean agentConnected() {
        return Xml.child(root, "devices").stream()
                .flatMap(devices -> Xml.children(devices, "channel").stream())
                .flatMap(channel -> Xml.children(channel, "target").stream())
                .anyMatch(target -> Xml.attribute(target, "name").equals(Optional.of("org.qemu.guest_agent.0"))
                        && Xml.attribute(target, "state").equals(Optional.of("connected")));
    }
}
