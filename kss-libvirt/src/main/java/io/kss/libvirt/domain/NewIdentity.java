package io.kss.libvirt.domain;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.w3c.dom.Element;

/** Gives a machine another identity; one that was given here before under the same name stays. */
final class NewIdentity {

    private static final SecureRandom RANDOM = new SecureRandom();

    private NewIdentity() {}

    static void give(Element domain, Optional<Element> present) {
        String uuid = present.flatMap(here -> Xml.child(here, "uuid"))
                .map(Xml::ownText)
                .orElseGet(() -> UUID.randomUUID().toString());
        Xml.child(domain, "uuid")
                .ifPresentOrElse(
                        element -> element.setTextContent(uuid),
                        () -> Xml.add(domain, "uuid").setTextContent(uuid));
        Xml.find(domain, "genid")
                .ifPresent(genid -> genid.setTextContent(UUID.randomUUID().toString()));
        for (Element info : Xml.children(domain, "sysinfo")) {
            Xml.child(info, "system").stream()
                    .flatMap(system -> Xml.children(system, "entry").stream())
                    .filter(entry -> entry.getAttribute("name").equals("uuid"))
                    .forEach(entry -> entry.setTextContent(uuid));
        }
        List<Element> before = present.map(NewIdentity::addresses).orElse(List.of());
        List<Element> addresses = addresses(domain);
        for (int i = 0; i < addresses.size(); i++) {
            String mac = i < before.size() ? before.get(i).getAttribute("address") : randomMac();
            addresses.get(i).setAttribute("address", mac);
        }
    }

    private static List<Element> addresses(Element domain) {
        return Xml.child(domain, "devices").stream()
                .flatMap(devices -> Xml.children(devices, "interface").stream())
                .flatMap(card -> Xml.children(card, "mac").stream())
                .toList();
    }

    /** Of the range that QEMU's virtual cards use. */
    private static String randomMac() {
        byte[] bytes = new byte[3];
        RANDOM.nextBytes(bytes);
        return String.format("52:54:00:%02x:%02x:%02x", bytes[0], bytes[1], bytes[2]);
    }
}
