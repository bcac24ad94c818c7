package io.kss.cli.session;

import io.kss.cli.config.PluginSettings;
import io.kss.cli.config.PluginTable;
import io.kss.cli.plugin.Breakage;
import io.kss.core.StoreConnector;
import io.kss.spi.config.ConfigException;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StorageProvider;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The store of the configuration file. */
final class ConfiguredStore implements StoreConnector {

    private static final List<String> PLACE = List.of("endpoint", "host", "bucket", "share", "path");

    private final StorageProvider provider;
    private final PluginTable table;
    private final PluginConfig config;

    ConfiguredStore(StorageProvider provider, PluginTable table, PluginConfig config) {
        this.provider = provider;
        this.table = table;
        this.config = config;
    }

    @Override
    public StorageBackend connect() throws StorageException {
        try {
            return provider.open(config);
        } catch (ConfigException e) {
            throw misconfigured(e);
        } catch (LinkageError e) {
            throw misconfigured(new ConfigException(
                    "type", "names a plugin that does not work: " + Breakage.reason(e) + "; replace or complete it"));
        }
    }

    private StorageException misconfigured(ConfigException problem) {
        Exception located = PluginSettings.located(table, problem);
        return new StorageException(String.valueOf(located.getMessage()), located);
    }

    /** The type and where it is, e.g. {@code sftp nas /volume1/kss}. */
    @Override
    public String displayName() {
        return Stream.concat(
                        Stream.of(provider.type()),
                        PLACE.stream().map(config::optionalString).flatMap(Optional::stream))
                .collect(Collectors.joining(" "));
    }
}
