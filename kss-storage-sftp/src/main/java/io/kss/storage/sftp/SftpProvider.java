package io.kss.storage.sftp;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StorageProvider;
import java.util.List;

/** The type {@code sftp}: a folder on any server that can be reached by SSH and offers SFTP with hard links. */
public final class SftpProvider implements StorageProvider {

    /** For {@link java.util.ServiceLoader}. */
    public SftpProvider() {}

    @Override
    public String type() {
        return "sftp";
    }

    @Override
    public String summary() {
        return "a folder on a server that is reached by SSH";
    }

    @Override
    public List<ConfigKey> configKeys() {
        return SftpKeys.ALL;
    }

    @Override
    public StorageBackend open(PluginConfig config) throws ConfigException, StorageException {
        return SftpBackend.open(SftpSettings.of(config));
    }
}
