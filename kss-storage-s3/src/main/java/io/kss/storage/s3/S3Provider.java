package io.kss.storage.s3;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StorageProvider;
import java.util.List;

/**
 * Opens stores of type {@code s3}: a bucket, or a prefix inside one, of Amazon S3 or of a server that speaks its protocol and
 * honours {@code If-None-Match: *}. The bucket must be there: it is never created.
 */
public final class S3Provider implements StorageProvider {

    /** For {@link java.util.ServiceLoader}. */
    public S3Provider() {}

    @Override
    public String type() {
        return "s3";
    }

    @Override
    public String summary() {
        return "A bucket of Amazon S3, or of a compatible server such as MinIO or Ceph.";
    }

    @Override
    public List<ConfigKey> configKeys() {
        return S3Settings.KEYS;
    }

    @Override
    public StorageBackend open(PluginConfig config) throws ConfigException, StorageException {
        return S3Backend.open(S3Settings.of(config));
    }
}
