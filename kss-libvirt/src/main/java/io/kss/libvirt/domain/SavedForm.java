package io.kss.libvirt.domain;

import io.kss.spi.hypervisor.HypervisorException;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * The definition with which a machine goes on from saved memory. What was saved may come from a store that is hostile: only what
 * is portable of it counts, in the order in which it was, for libvirt compares device by device.
 */
public final class SavedForm {

    private SavedForm() {}

    /**
     * Gives the definition.
     *
     * @param saved what the process was started with
     * @param here the persistent definition on this host
     */
    public static String of(DomainXml saved, DomainXml here) throws HypervisorException {
        Element domain = saved.copy();
        Optional<Element> devices = Xml.child(domain, "devices");
        List<Element> controllers =
                devices.map(found -> Xml.children(found, "controller")).orElse(List.of());
        Element portable = PortableForm.of(domain);
        devices.ifPresent(found -> controllers.forEach(found::appendChild));
        Element name = portable.getOwnerDocument().createElement("name");
        name.setTextContent(here.name());
        portable.insertBefore(name, portable.getFirstChild());
        Xml.find(here.copy(), "devices", "emulator")
                .ifPresent(emulator -> devices.ifPresent(
                        found -> found.appendChild(found.getOwnerDocument().importNode(emulator, true))));
        return ArrivingForm.of(DomainXml.parse(Xml.text(portable)), here, here.files());
    }
}
