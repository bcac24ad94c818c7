package io.kss.storage.sftp;

import io.kss.spi.config.PluginConfig;
import io.kss.spi.config.Secret;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Opens stores as the product does, and short forms for what tests do with them. */
final class Stores {

    private Stores() {}

    static StorageBackend open(Map<String, String> settings) throws Exception {
        return open(settings, Map.of());
    }

    static StorageBackend open(Map<String, String> settings, Map<String, Secret> secrets) throws Exception {
        SftpProvider provider = new SftpProvider();
        return provider.open(PluginConfig.of(provider.configKeys(), settings, secrets));
    }

    /** A copy with one more setting. */
    static Map<String, String> with(Map<String, String> settings, String key, String value) {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.put(key, value);
        return changed;
    }

    static Map<String, String> without(Map<String, String> settings, String... keys) {
        Map<String, String> changed = new LinkedHashMap<>(settings);
        for (String key : keys) {
            changed.remove(key);
        }
        return changed;
    }

    static ObjectKey key(String value) {
        return new ObjectKey(value);
    }

    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static void put(StorageBackend store, String key, byte[] bytes) throws IOException {
        store.put(key(key), ObjectSource.of(bytes), PutCondition.ALWAYS);
    }

    static void create(StorageBackend store, String key, byte[] bytes) throws IOException {
        store.put(key(key), ObjectSource.of(bytes), PutCondition.IF_ABSENT);
    }

    static byte[] read(StorageBackend store, String key) throws IOException {
        try (InputStream in = store.read(key(key), ByteRange.ALL)) {
            return in.readAllBytes();
        }
    }
}
