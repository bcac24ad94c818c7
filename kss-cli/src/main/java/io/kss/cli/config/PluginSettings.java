package io.kss.cli.config;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.config.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Turns a plugin's table into what the plugin is given, checked against the keys that it takes. */
public final class PluginSettings {

    private final Environment environment;
    private final Consumer<String> warn;

    /** @param warn is told what the user should know, whole sentences */
    public PluginSettings(Environment environment, Consumer<String> warn) {
        this.environment = environment;
        this.warn = warn;
    }

    public PluginConfig check(PluginTable plugin, List<ConfigKey> keys) throws ConfigurationException {
        Table table = plugin.keys();
        table.only(spellings(keys));
        List<String> warnings = new ArrayList<>();
        SecretReader reader = new SecretReader(environment, table, warnings);
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, Secret> secrets = new LinkedHashMap<>();
        for (ConfigKey key : keys) {
            if (key.secret()) {
                reader.read(key.name()).ifPresent(secret -> secrets.put(key.name(), secret));
            } else {
                table.scalar(key.name()).ifPresent(value -> values.put(key.name(), value));
            }
        }
        warnings.forEach(warn);
        try {
            return PluginConfig.of(keys, values, secrets);
        } catch (ConfigException e) {
            throw located(plugin, e);
        }
    }

    /** What a plugin says about a key, with the place in the configuration file. */
    public static ConfigurationException located(PluginTable plugin, ConfigException e) {
        String message = String.valueOf(e.getMessage());
        String prefix = "'" + e.key() + "' ";
        Optional<String> reason =
                message.startsWith(prefix) ? Optional.of(message.substring(prefix.length())) : Optional.empty();
        return plugin.keys()
                .wrong(e.key(), reason.orElse("is wrong: " + message).replaceAll("\\.$", ""));
    }

    private static List<String> spellings(List<ConfigKey> keys) {
        List<String> names = new ArrayList<>(List.of("type"));
        for (ConfigKey key : keys) {
            names.addAll(key.secret() ? SecretReader.spellings(key.name()) : List.of(key.name()));
        }
        return names;
    }
}
