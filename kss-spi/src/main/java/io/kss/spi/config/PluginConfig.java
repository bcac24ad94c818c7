package io.kss.spi.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The settings given to a plugin: checked against its {@link ConfigKey}s, with defaults applied and secrets apart.
 * Immutable.
 */
public final class PluginConfig {

    private final Map<String, String> values;
    private final Map<String, Secret> secrets;

    private PluginConfig(Map<String, String> values, Map<String, Secret> secrets) {
        this.values = values;
        this.secrets = secrets;
    }

    /**
     * Checks values against what the plugin takes.
     *
     * @param keys what the plugin takes
     * @param values plain values by key
     * @param secrets secret values by key, already read from wherever the user keeps them
     * @throws ConfigException if a key is unknown or a required one is missing
     */
    public static PluginConfig of(List<ConfigKey> keys, Map<String, String> values, Map<String, Secret> secrets)
            throws ConfigException {
        Set<String> known = keys.stream().map(ConfigKey::name).collect(Collectors.toSet());
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new ConfigException(name, "is not a setting of this type; it takes " + sorted(known));
            }
        }
        for (String name : secrets.keySet()) {
            if (!known.contains(name)) {
                throw new ConfigException(name, "is not a setting of this type; it takes " + sorted(known));
            }
        }
        Map<String, String> complete = new LinkedHashMap<>(values);
        for (ConfigKey key : keys) {
            key.defaultValue().ifPresent(value -> complete.putIfAbsent(key.name(), value));
            if (key.required() && !complete.containsKey(key.name()) && !secrets.containsKey(key.name())) {
                throw new ConfigException(key.name(), "is missing: " + key.doc());
            }
        }
        return new PluginConfig(Map.copyOf(complete), Map.copyOf(secrets));
    }

    /** The value of a required key or one with a default. */
    public String string(String name) throws ConfigException {
        return optionalString(name).orElseThrow(() -> new ConfigException(name, "is missing"));
    }

    public Optional<String> optionalString(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A whole number within bounds, both inclusive. */
    public int integer(String name, int min, int max) throws ConfigException {
        String text = string(name);
        try {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message for both
        }
        throw new ConfigException(name, "must be a whole number from " + min + " to " + max + ", not '" + text + "'");
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String name) throws ConfigException {
        String text = string(name);
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new ConfigException(name, "must be true or false, not '" + text + "'");
        };
    }

    /** A path of the local file system. */
    public Path path(String name) throws ConfigException {
        String text = string(name);
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ConfigException(name, "is not a path: '" + text + "'");
        }
    }

    public Optional<Secret> secret(String name) {
        return Optional.ofNullable(secrets.get(name));
    }

    private static String sorted(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(", "));
    }
}
