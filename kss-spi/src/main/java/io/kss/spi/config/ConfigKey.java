package io.kss.spi.config;

import java.util.Optional;

/**
 * One setting that a plugin takes.
 *
 * @param name as written in the configuration: lower-case letters, digits and dashes
 * @param required whether it must be there
 * @param defaultValue what holds when it is absent; for the documentation, applied by {@link PluginConfig}
 * @param secret whether the value must never be shown; the user then may also give {@code name-file} (a file that
 *     holds it) or {@code name-env} (an environment variable) instead
 * @param doc one sentence for the user
 */
public record ConfigKey(String name, boolean required, Optional<String> defaultValue, boolean secret, String doc) {

    public static ConfigKey required(String name, String doc) {
        return new ConfigKey(name, true, Optional.empty(), false, doc);
    }

    public static ConfigKey optional(String name, String doc) {
        return new ConfigKey(name, false, Optional.empty(), false, doc);
    }

    public static ConfigKey withDefault(String name, String defaultValue, String doc) {
        return new ConfigKey(name, false, Optional.of(defaultValue), false, doc);
    }

    public static ConfigKey secret(String name, String doc) {
        return new ConfigKey(name, false, Optional.empty(), true, doc);
    }
}
