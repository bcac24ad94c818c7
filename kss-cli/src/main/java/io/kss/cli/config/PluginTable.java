package io.kss.cli.config;

/**
 * The table that belongs to a plugin; its keys are checked when the plugin is known.
 *
 * @param type which plugin
 * @param keys all keys but {@code type}
 */
public record PluginTable(String type, Table keys) {

    /** The refusal of a type that nobody offers. */
    public ConfigurationException unknownType(String reason) {
        return keys.wrong("type", reason);
    }
}
