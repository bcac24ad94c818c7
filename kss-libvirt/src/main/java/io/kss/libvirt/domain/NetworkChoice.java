package io.kss.libvirt.domain;

import org.w3c.dom.Element;

/**
 * What a virtual network card is connected to.
 *
 * @param type libvirt's word for the kind of connection
 * @param source the attribute of {@code <source>} that names it, or empty
 * @param name its name, or empty
 */
public record NetworkChoice(String type, String source, String name) {

    /** {@code user}, {@code bridge:NAME}, or the name of one of libvirt's networks. */
    public static NetworkChoice parse(String text) {
        if (text.equals("user")) {
            return new NetworkChoice("user", "", "");
        }
        if (text.startsWith("bridge:")) {
            return new NetworkChoice("bridge", "bridge", text.substring("bridge:".length()));
        }
        return new NetworkChoice("network", "network", text);
    }

    void connect(Element card) {
        card.setAttribute("type", type);
        if (!source.isEmpty()) {
            Xml.ensure(card, "source").setAttribute(source, name);
        }
    }
}
