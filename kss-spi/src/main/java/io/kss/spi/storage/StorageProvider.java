package io.kss.spi.storage;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.config.PluginConfig;
import java.util.List;

/**
 * Opens stores of one type. Found with {@link java.util.ServiceLoader}; needs a public constructor without arguments,
 * which must be cheap and must not fail.
 */
public interface StorageProvider {

    /** The value of {@code type} in the configuration's {@code [store]} table: lower-case letters, digits and dashes. */
    String type();

    /** One sentence for a list of the installed backends. */
    String summary();

    /** Every key the {@code [store]} table may carry for this type, apart from {@code type} itself. */
    List<ConfigKey> configKeys();

    /**
     * Opens a store. Reaches the server, so that a wrong address or password shows here.
     *
     * @param config only keys of {@link #configKeys()}, with the required ones present
     * @throws ConfigException if a value makes no sense; names the key
     * @throws StorageException if the store can't be reached or refuses access
     */
    StorageBackend open(PluginConfig config) throws ConfigException, StorageException;
}
