package io.kss.libvirt.domain;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The processor that a host can give to guests, in the form of a {@code <cpu>} element. */
public final class HostModel {

    private HostModel() {}

    /** Reads it from what {@code virsh domcapabilities} shows; empty if that host offers none. */
    public static Optional<String> of(String domainCapabilities) throws HypervisorException {
        Element root = parsed(domainCapabilities);
        for (Element mode :
                Xml.child(root, "cpu").map(cpu -> Xml.children(cpu, "mode")).orElse(List.of())) {
            if (mode.getAttribute("name").equals("host-model")
                    && mode.getAttribute("supported").equals("yes")) {
                return Optional.of(processor(mode));
            }
        }
        return Optional.empty();
    }

    private static Element parsed(String xml) throws HypervisorException {
        try {
            return Xml.parse(xml);
        } catch (SAXException e) {
            throw new HypervisorException(Reason.FAILED, "libvirt gives XML that can't be read: " + e.getMessage(), e);
        }
    }

    private static String processor(Element mode) {
        Document document = mode.getOwnerDocument();
        Element cpu = document.createElement("cpu");
        for (Element part : Xml.children(mode)) {
            cpu.appendChild(part.cloneNode(true));
        }
        return Xml.text(cpu);
    }
}
