package io.kss.libvirt.domain;

import io.kss.spi.hypervisor.HypervisorException;
import java.util.Optional;
import org.w3c.dom.Element;

/** Finds this host's files for what a machine boots from outside its disks. */
final class BootForm {

    private final HostFiles files;
    private final String domainName;

    BootForm(HostFiles files, String domainName) {
        this.files = files;
        this.domainName = domainName;
    }

    void complete(Element domain, Optional<Element> present) throws HypervisorException {
        Optional<Element> os = Xml.child(domain, "os");
        if (os.isEmpty()) {
            return;
        }
        Optional<Element> here = present.flatMap(p -> Xml.child(p, "os"));
        for (String file : new String[] {"kernel", "initrd"}) {
            Optional<Element> element = Xml.child(os.get(), file);
            if (element.isPresent()) {
                String name = Xml.ownText(element.get());
                Optional<String> known = same(here, file, name);
                element.get()
                        .setTextContent(
                                known.isPresent()
                                        ? known.get()
                                        : files.bootFile(name).toString());
            }
        }
        Optional<Element> loader = Xml.child(os.get(), "loader");
        if (loader.isPresent()) {
            loader(loader.get(), here);
        }
        variables(os.get(), here);
    }

    private void loader(Element loader, Optional<Element> here) throws HypervisorException {
        String name = Xml.ownText(loader);
        if (!name.isEmpty()) {
            Optional<String> known = same(here, "loader", name);
            loader.setTextContent(
                    known.isPresent() ? known.get() : files.firmware(name).toString());
        }
    }

    /** The variables get a place at once, so that their content can be put there before the first start. */
    private void variables(Element os, Optional<Element> here) throws HypervisorException {
        Optional<Element> nvram = Xml.child(os, "nvram");
        if (!os.getAttribute("firmware").equals("efi") && nvram.isEmpty()) {
            return;
        }
        Element variables = nvram.orElseGet(() -> Xml.add(os, "nvram"));
        Optional<Element> before = here.flatMap(h -> Xml.child(h, "nvram"));
        if (variables.hasAttribute("template")) {
            String name = variables.getAttribute("template");
            Optional<String> known = before.flatMap(b -> Xml.attribute(b, "template"))
                    .filter(path -> PortableForm.name(path).equals(name));
            variables.setAttribute(
                    "template",
                    known.isPresent() ? known.get() : files.firmware(name).toString());
        }
        String path = before.map(Xml::ownText)
                .filter(text -> !text.isEmpty())
                .orElseGet(() -> files.nvramOf(domainName).toString());
        variables.setTextContent(path);
    }

    private static Optional<String> same(Optional<Element> here, String element, String name) {
        return here.flatMap(os -> Xml.child(os, element))
                .map(Xml::ownText)
                .filter(path -> PortableForm.name(path).equals(name));
    }
}
