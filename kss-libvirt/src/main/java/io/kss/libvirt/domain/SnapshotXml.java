package io.kss.libvirt.domain;

import java.nio.file.Path;
import java.util.Map;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** Asks libvirt for a snapshot of some disks by files that exist already. */
public final class SnapshotXml {

    private SnapshotXml() {}

    /** The disks not named stay as they are. */
    public static String of(DomainXml domain, Map<String, Path> files) {
        Element snapshot = empty();
        Element disks = Xml.add(snapshot, "disks");
        for (String target : domain.targets()) {
            Element disk = Xml.add(disks, "disk");
            disk.setAttribute("name", target);
            Path file = files.get(target);
            if (file == null) {
                disk.setAttribute("snapshot", "no");
            } else {
                disk.setAttribute("snapshot", "external");
                disk.setAttribute("type", "file");
                Xml.add(disk, "driver").setAttribute("type", "qcow2");
                Xml.add(disk, "source").setAttribute("file", file.toString());
            }
        }
        return Xml.text(snapshot);
    }

    private static Element empty() {
        try {
            return Xml.parse("<domainsnapshot/>");
        } catch (SAXException e) {
            throw new IllegalStateException(e);
        }
    }
}
