package io.kss.libvirt.domain;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may be in one kind of element: which attributes and children, and whether text. */
final class ElementRule {

    /** How a value may look. */
    enum Value {
        /** No path and nothing like one. */
        WORD,
        /** Anything; it names nothing on any host. */
        FREE
    }

    private final Map<String, Value> attributes = new HashMap<>();
    private final Map<String, ElementRule> children = new HashMap<>();
    private @Nullable Value text;
    private boolean address;

    /** Adds what one word of a rule line allows. */
    void allow(String word) {
        Value value = word.endsWith("~") ? Value.FREE : Value.WORD;
        String plain = word.endsWith("~") ? word.substring(0, word.length() - 1) : word;
        if (plain.equals("#")) {
            text = value;
        } else if (plain.equals("%")) {
            address = true;
        } else if (plain.startsWith("@")) {
            attributes.put(plain.substring(1), value);
        } else {
            throw new IllegalStateException("not a rule: " + word);
        }
    }

    ElementRule child(String name, ElementRule rule) {
        children.put(name, rule);
        return rule;
    }

    @Nullable
    ElementRule child(String name) {
        return children.get(name);
    }

    /** Whether there are rules for a descendant, by the names on the way to it. */
    boolean knows(String... path) {
        @Nullable ElementRule rule = this;
        for (String name : path) {
            rule = rule == null ? null : rule.child(name);
        }
        return rule != null;
    }

    /** Addresses within the guest have attributes of their own for every bus; none of them can hold more than a number. */
    boolean allows(String attribute, String content) {
        if (address) {
            return attribute.equals("type") ? isWord(content) : content.matches("0x[0-9a-fA-F]+|[0-9.]+|on|off");
        }
        Value value = attributes.get(attribute);
        return value != null && fits(value, content);
    }

    boolean takes(String attribute) {
        return address || attributes.containsKey(attribute);
    }

    boolean takesText() {
        return text != null;
    }

    boolean allowsText(String content) {
        return text != null && fits(text, content);
    }

    private static boolean fits(Value value, String content) {
        return value == Value.FREE || isWord(content);
    }

    private static boolean isWord(String content) {
        return content.indexOf('/') < 0 && content.length() <= 200;
    }
}
