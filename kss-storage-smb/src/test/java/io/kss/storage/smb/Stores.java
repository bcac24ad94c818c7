package io.kss.storage.smb;

import io.kss.spi.config.PluginConfig;
import io.kss.spi.config.Secret;
import io.kss.spi.storage.StorageBackend;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of a store on a test server, as a user would write them. */
record Stores(Map<String, String> values, @Nullable String password) {

    static Stores settings(SmbServer server) {
        return new Stores(
                Map.of(
                        "host",
                        "127.0.0.1",
                        "port",
                        Integer.toString(server.port()),
                        "share",
                        SmbServer.SHARE,
                        "user",
                        SmbServer.user(),
                        "timeout",
                        "20"),
                SmbServer.PASSWORD);
    }

    Stores with(String key, Object value) {
        Map<String, String> changed = new HashMap<>(values);
        changed.put(key, value.toString());
        return new Stores(changed, password);
    }

    Stores withPassword(String other) {
        return new Stores(values, other);
    }

    Stores asGuest() {
        Map<String, String> changed = new HashMap<>(values);
        changed.remove("user");
        return new Stores(changed, null);
    }

    PluginConfig config() throws Exception {
        return PluginConfig.of(
                SmbSettings.KEYS, values, password == null ? Map.of() : Map.of("password", Secret.of(password)));
    }

    static StorageBackend open(Stores settings) throws Exception {
        return new SmbProvider().open(settings.config());
    }
}
