package io.kss.core;

import io.kss.spi.config.ConfigException;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.util.Map;

/**
 * Reaches a store when it is needed, so that work which does not need it goes on while the store is away. Work keeps to
 * one backend; checks of the store open several, each with connections of its own. Whoever opened a backend closes it.
 */
public interface StoreConnector {

    /**
     * A store of an installed type, such as {@code directory}, found with {@link java.util.ServiceLoader}. Nothing is
     * opened yet. Types that take secrets want a connector of your own.
     *
     * @param settings what the type takes, e.g. {@code path}
     * @throws ConfigException if the type is not installed, or a setting is unknown or missing
     */
    static StoreConnector installed(String type, Map<String, String> settings) throws ConfigException {
        return InstalledStore.of(type, settings);
    }

    /** Opens the store. */
    StorageBackend connect() throws StorageException;

    /** Where the store is, for messages; without secrets. */
    String displayName();
}
