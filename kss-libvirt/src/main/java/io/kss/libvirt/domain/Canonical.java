package io.kss.libvirt.domain;

import java.util.List;
import org.w3c.dom.Element;

/** Writes XML in one way only: one element a line, attributes sorted, no white space that means nothing. */
final class Canonical {

    private Canonical() {}

    static String text(Element root) {
        StringBuilder text = new StringBuilder();
        write(text, root, 0);
        return text.toString();
    }

    private static void write(StringBuilder to, Element element, int depth) {
        to.append(" ".repeat(depth)).append('<').append(element.getTagName());
        for (String name : Xml.attributes(element)) {
            to.append(' ')
                    .append(name)
                    .append("=\"")
                    .append(escaped(element.getAttribute(name)))
                    .append('"');
        }
        List<Element> children = Xml.children(element);
        String text = Xml.ownText(element);
        if (children.isEmpty() && text.isEmpty()) {
            to.append("/>\n");
            return;
        }
        to.append('>').append(escaped(text));
        if (!children.isEmpty()) {
            to.append('\n');
            children.forEach(child -> write(to, child, depth + 1));
            to.append(" ".repeat(depth));
        }
        to.append("</").append(element.getTagName()).append(">\n");
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\n', '\r', '\t' -> escaped.append("&#").append(c).append(';');
                default -> escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }
}
