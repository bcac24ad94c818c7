package io.kss.core;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StorageProvider;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A store of a type that is found on the class path. */
final class InstalledStore implements StoreConnector {

    private final StorageProvider provider;
    private final PluginConfig config;

    private InstalledStore(StorageProvider provider, PluginConfig config) {
        this.provider = provider;
        this.config = config;
    }

    static StoreConnector of(String type, Map<String, String> settings) throws ConfigException {
        List<StorageProvider> installed = ServiceLoader.load(StorageProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        StorageProvider provider = installed.stream()
                .filter(each -> each.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new ConfigException(
                        "type",
                        "is '" + type + "', which is not installed; these are: "
                                + installed.stream()
                                        .map(StorageProvider::type)
                                        .sorted()
                                        .collect(Collectors.joining(", "))));
        return new InstalledStore(provider, PluginConfig.of(provider.configKeys(), settings, Map.of()));
    }

    @Override
    public StorageBackend connect() throws StorageException {
        try {
            return provider.open(config);
        } catch (ConfigException e) {
            throw new StorageException(
                    "The settings of the " + provider.type() + " store are wrong: " + e.getMessage(), e);
        }
    }

    @Override
    public String displayName() {
        Stream<String> values = provider.configKeys().stream()
                .filter(Predicate.not(ConfigKey::secret))
                .flatMap(key -> config.optionalString(key.name()).stream());
        return Stream.concat(Stream.of(provider.type()), values).collect(Collectors.joining(" "));
    }
}
