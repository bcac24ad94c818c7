package io.kss.storage.smb;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StorageProvider;
import java.util.List;

/** Opens stores of type {@code smb}: a folder of a share on a NAS, on Windows or on Samba. */
public final class SmbProvider implements StorageProvider {

    /** For {@link java.util.ServiceLoader}. */
    public SmbProvider() {}

    @Override
    public String type() {
        return "smb";
    }

    @Override
    public String summary() {
        return "A folder of an SMB share (SMB 2.0.2 to 3.1.1, signed, not encrypted).";
    }

    @Override
    public List<ConfigKey> configKeys() {
        return SmbSettings.KEYS;
    }

    @Override
    public StorageBackend open(PluginConfig config) throws ConfigException, StorageException {
        return SmbBackend.open(SmbSettings.of(config));
    }
}
