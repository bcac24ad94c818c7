package io.kss.cli.product;

import io.kss.spi.config.PluginConfig;
import io.kss.spi.config.Secret;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageProvider;
import io.kss.spi.tck.storage.CuttingProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A real server with any number of stores, and a proxy before it that can cut connections. */
abstract class Nas implements AutoCloseable {

    private final Path folder;
    private final StorageProvider provider;
    private final int port;
    private final CuttingProxy proxy;

    Nas(Path folder, StorageProvider provider, int port) throws Exception {
        this.folder = folder;
        this.provider = provider;
        this.port = port;
        this.proxy = CuttingProxy.to("127.0.0.1", port);
    }

    /** Settings of a store, made if need be, that is reached at a port; secrets apart. */
    abstract Map<String, String> settings(String store, int reachedAt) throws Exception;

    /** What only the user knows. */
    abstract Map<String, String> secrets();

    CuttingProxy proxy() {
        return proxy;
    }

    /** The table of a configuration file for a store behind the proxy. */
    String table(String store) throws Exception {
        Map<String, String> all = new LinkedHashMap<>(settings(store, proxy.port()));
        for (Map.Entry<String, String> secret : secrets().entrySet()) {
            Path file = folder.resolve(secret.getKey());
            Files.writeString(file, secret.getValue());
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            all.put(secret.getKey() + "-file", file.toString());
        }
        return StoreTable.of(provider.type(), all);
    }

    /** A connection to a store, without the proxy if it is to live. */
    StorageBackend open(String store, boolean proxied) throws Exception {
        return provider.open(PluginConfig.of(
                provider.configKeys(),
                settings(store, proxied ? proxy.port() : port),
                secrets().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, secret -> Secret.of(secret.getValue())))));
    }

    @Override
    public void close() throws Exception {
        proxy.close();
        stop();
    }

    abstract void stop() throws Exception;
}
