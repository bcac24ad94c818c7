package io.kss.libvirt.domain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/** One {@code <disk>} of a domain. */
record Disk(Element element) {

    static List<Disk> of(Element domain) {
        return Xml.child(domain, "devices").stream()
                .flatMap(devices -> Xml.children(devices, "disk").stream())
                .map(Disk::new)
                .toList();
    }

    String target() {
        return Xml.child(element, "target")
                .flatMap(t -> Xml.attribute(t, "dev"))
                .orElse("?");
    }

    String type() {
        return Xml.attribute(element, "type").orElse("file");
    }

    String device() {
        return Xml.attribute(element, "device").orElse("disk");
    }

    String format() {
        return Xml.child(element, "driver")
                .flatMap(driver -> Xml.attribute(driver, "type"))
                .orElse("raw");
    }

    Optional<Path> file() {
        return Xml.child(element, "source")
                .flatMap(source -> Xml.attribute(source, "file"))
                .map(Path::of);
    }

    boolean has(String child) {
        return Xml.child(element, child).isPresent();
    }

    /** Whether its content is a CD's or floppy's, or cannot change: each host has its own. */
    boolean fixed() {
        return removable() || has("readonly");
    }

    boolean removable() {
        return device().equals("cdrom") || device().equals("floppy");
    }

    /** Whether it lives in a file that the domain writes to. */
    boolean carried() {
        return !fixed() && device().equals("disk") && type().equals("file");
    }

    /** Puts a qcow2 file in the place of whatever its source was. */
    void repoint(Path file) {
        element.setAttribute("type", "file");
        Xml.remove(element, "backingStore");
        Element driver = Xml.ensure(element, "driver");
        if (!driver.hasAttribute("name")) {
            driver.setAttribute("name", "qemu");
        }
        driver.setAttribute("type", "qcow2");
        Element source = Xml.ensure(element, "source");
        source.setAttribute("file", file.toString());
    }
}
