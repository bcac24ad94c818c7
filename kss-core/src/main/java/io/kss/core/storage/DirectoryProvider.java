package io.kss.core.storage;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StorageProvider;
import java.nio.file.Path;
import java.util.List;

/**
 * Opens stores of type {@code directory}: a folder of a local disk, or of a NAS that is mounted. The folder must be there:
 * it is never created, because a folder that is missing is most often a disk that is not mounted.
 */
public final class DirectoryProvider implements StorageProvider {

    private static final String PATH = "path";

    /** For {@link java.util.ServiceLoader}. */
    public DirectoryProvider() {}

    @Override
    public String type() {
        return "directory";
    }

    @Override
    public String summary() {
        return "A folder of a local disk, or of a mounted NAS whose file system has hard links.";
    }

    @Override
    public List<ConfigKey> configKeys() {
        return List.of(ConfigKey.required(PATH, "the absolute path of an existing folder"));
    }

    @Override
    public StorageBackend open(PluginConfig config) throws ConfigException, StorageException {
        Path path = config.path(PATH);
        if (!path.isAbsolute()) {
            throw new ConfigException(PATH, "must be an absolute path, not '" + path + "'");
        }
        return DirectoryBackend.open(path.normalize());
    }
}
