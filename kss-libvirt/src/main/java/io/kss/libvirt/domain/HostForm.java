package io.kss.libvirt.domain;

import io.kss.spi.hypervisor.DefineRequest;
import io.kss.spi.hypervisor.DefineRequest.Identity;
import io.kss.spi.hypervisor.Definition;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** Makes the XML that a host defines from what travels, what the request says, and what the host has already. */
public final class HostForm {

    private final HostFiles files;

    public HostForm(HostFiles files) {
        this.files = files;
    }

    /**
     * Gives the XML to define.
     *
     * @param present the domain of that name as it is defined here
     */
    public String of(DefineRequest request, Optional<DomainXml> present) throws HypervisorException {
        Element domain = received(request.definition());
        if (present.isPresent()
                && request.identity() == Identity.KEEP
                && present.get().definition().equals(request.definition())) {
            Element unchanged = present.get().copy();
            placeDisks(unchanged, request);
            return Xml.text(unchanged);
        }
        Element name = domain.getOwnerDocument().createElement("name");
        name.setTextContent(request.name());
        domain.insertBefore(name, domain.getFirstChild());
        if (request.identity() == Identity.NEW) {
            NewIdentity.give(domain, present.map(DomainXml::copy));
        }
        new BootForm(files, request.name()).complete(domain, present.map(DomainXml::copy));
        new DeviceForm(files.network()).complete(domain, present.map(DomainXml::copy));
        present.ifPresent(here -> KeptHere.add(here.copy(), domain));
        placeDisks(domain, request);
        return Xml.text(domain);
    }

    private static Element received(Definition definition) throws HypervisorException {
        try {
            Element domain = Xml.parse(new String(definition.bytes(), StandardCharsets.UTF_8));
            if (!domain.getTagName().equals("domain")) {
                throw new PortableElements.NotPortableException(domain.getTagName());
            }
            PortableElements.check(domain);
            if (Xml.child(domain, "uuid").isEmpty()) {
                throw new SAXException("no uuid");
            }
            return domain;
        } catch (SAXException e) {
            throw new HypervisorException(
                    Reason.DAMAGED, "the definition that was stored is not one: " + e.getMessage(), e);
        } catch (PortableElements.NotPortableException e) {
            throw new HypervisorException(
                    Reason.UNSUPPORTED,
                    "the definition that was stored holds '" + e.getMessage()
                            + "', which this version does not take from"
                            + " a store; a newer kss wrote it (upgrade) or somebody changed it",
                    e);
        }
    }

    private static void placeDisks(Element domain, DefineRequest request) throws HypervisorException {
        for (Disk disk : Disk.of(domain)) {
            if (!disk.carried()) {
                continue;
            }
            Path file = request.disks().get(disk.target());
            if (file == null) {
                throw new HypervisorException(
                        Reason.MISSING,
                        "there is no file for disk " + disk.target() + " of VM '" + request.name() + "'");
            }
            if (!Files.exists(file)) {
                throw new HypervisorException(
                        Reason.MISSING,
                        "the file '" + file + "' for disk " + disk.target() + " of VM '" + request.name()
                                + "' is missing");
            }
            disk.repoint(file.toAbsolutePath());
        }
    }
}
