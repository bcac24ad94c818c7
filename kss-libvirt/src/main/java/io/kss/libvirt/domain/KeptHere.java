package io.kss.libvirt.domain;

import java.util.List;
import org.w3c.dom.Element;

/** What of a domain never travels and stays on the host that has it. */
final class KeptHere {

    private static final List<String> SINGLE_USE = List.of("name", "devices", "os");

    private KeptHere() {}

    /** Adds it to a definition that came from elsewhere. */
    static void add(Element here, Element domain) {
        for (String attribute : Xml.attributes(here)) {
            if (attribute.startsWith("xmlns:")) {
                domain.setAttribute(attribute, here.getAttribute(attribute));
            }
        }
        for (Element child : Xml.children(here)) {
            if (!PortableElements.travels(child.getTagName()) && !SINGLE_USE.contains(child.getTagName())) {
                domain.appendChild(domain.getOwnerDocument().importNode(child, true));
            }
        }
        Xml.child(here, "devices").ifPresent(from -> addDevices(from, Xml.ensure(domain, "devices")));
    }

    private static void addDevices(Element from, Element devices) {
        for (Element device : Xml.children(from)) {
            boolean disk = device.getTagName().equals("disk");
            boolean kept = disk
                    ? new Disk(device).fixed() && !new Disk(device).removable()
                    : !PortableElements.deviceTravels(device.getTagName())
                            && !device.getTagName().equals("emulator");
            if (kept) {
                Element copy = (Element) devices.getOwnerDocument().importNode(device, true);
                // its old place in the guest may be taken now; libvirt finds another
                Xml.remove(copy, "address");
                devices.appendChild(copy);
            }
        }
    }
}
