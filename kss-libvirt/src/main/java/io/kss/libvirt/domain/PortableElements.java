package io.kss.libvirt.domain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.w3c.dom.Element;

/** The list of what travels between hosts, applied to XML: to drop the rest of our own, to refuse the rest of others'. */
final class PortableElements {

    private static final ElementRule ROOT = load();

    private PortableElements() {}

    /** Removes everything that belongs to this host. */
    static void reduce(Element domain) {
        reduce(domain, rule(domain));
    }

    /** Names the first thing that does not belong into a definition from elsewhere. */
    static void check(Element domain) throws NotPortableException {
        check(domain, rule(domain), domain.getTagName());
    }

    /** Whether elements of that name, directly in a domain, travel. */
    static boolean travels(String name) {
        return ROOT.knows("domain", name);
    }

    /** Whether devices of that name travel. */
    static boolean deviceTravels(String name) {
        return ROOT.knows("domain", "devices", name);
    }

    private static ElementRule rule(Element domain) {
        return Objects.requireNonNull(ROOT.child("domain"), () -> "no rule for " + domain.getTagName());
    }

    private static void reduce(Element element, ElementRule rule) {
        for (String attribute : Xml.attributes(element)) {
            if (!rule.takes(attribute)) {
                element.removeAttribute(attribute);
            }
        }
        for (Element child : Xml.children(element)) {
            ElementRule allowed = rule.child(child.getTagName());
            if (allowed == null) {
                element.removeChild(child);
            } else {
                reduce(child, allowed);
            }
        }
        if (!rule.takesText()) {
            Xml.removeText(element);
        }
    }

    private static void check(Element element, ElementRule rule, String path) throws NotPortableException {
        for (String attribute : Xml.attributes(element)) {
            if (!rule.allows(attribute, element.getAttribute(attribute))) {
                throw new NotPortableException(path + "@" + attribute);
            }
        }
        for (Element child : Xml.children(element)) {
            String name = path + "/" + child.getTagName();
            ElementRule allowed = rule.child(child.getTagName());
            if (allowed == null) {
                throw new NotPortableException(name);
            }
            check(child, allowed, name);
        }
        String text = Xml.ownText(element);
        if (!text.isEmpty() && !rule.allowsText(text)) {
            throw new NotPortableException(path);
        }
    }

    private static ElementRule load() {
        try (InputStream stream = PortableElements.class.getResourceAsStream("portable-elements.txt");
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(Objects.requireNonNull(stream), StandardCharsets.UTF_8))) {
            Deque<ElementRule> open = new ArrayDeque<>();
            ElementRule root = new ElementRule();
            open.push(root);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int depth = (line.length() - line.stripLeading().length()) / 2;
                    while (open.size() > depth + 1) {
                        open.pop();
                    }
                    open.push(add(open.element(), line.strip().split(" ")));
                }
            }
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ElementRule add(ElementRule parent, String[] words) {
        ElementRule rule = parent.child(words[0], new ElementRule());
        for (int i = 1; i < words.length; i++) {
            rule.allow(words[i]);
        }
        return rule;
    }

    /** Something in a definition that may not come from elsewhere. */
    static final class NotPortableException extends Exception {
        private static final long serialVersionUID = 1;

        NotPortableException(String path) {
            super(path);
        }
    }
}
