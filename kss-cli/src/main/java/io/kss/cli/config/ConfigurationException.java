package io.kss.cli.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The configuration can't be used. The message is whole sentences for the user: where, which key, why, and what would
 * be right. It never holds the value of a secret.
 */
public final class ConfigurationException extends Exception {

    private static final long serialVersionUID = 1;

    private final transient Map<String, String> facts;
    private final transient List<String> waysOut;

    public ConfigurationException(String message, String... waysOut) {
        this(message, Map.of(), List.of(waysOut));
    }

    private ConfigurationException(String message, Map<String, String> facts, List<String> waysOut) {
        super(message);
        this.facts = facts;
        this.waysOut = waysOut;
    }

    /** @param reason ends the sentence that starts with the key's name */
    static ConfigurationException at(ConfigSource source, OptionalInt line, Optional<String> key, String reason) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("file", source.name());
        StringBuilder message = new StringBuilder(source.name());
        if (line.isPresent()) {
            facts.put("line", String.valueOf(line.getAsInt()));
            message.append(", line ").append(line.getAsInt());
        }
        message.append(": ");
        key.ifPresent(name -> {
            facts.put("key", name);
            message.append('\'').append(name).append("' ");
        });
        return new ConfigurationException(message.append(reason).append('.').toString(), facts, List.of());
    }

    /** The message, never null. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** For programs: {@code file}, {@code line} and {@code key}, as far as known. */
    public Map<String, String> facts() {
        return facts;
    }

    public List<String> waysOut() {
        return waysOut;
    }
}
