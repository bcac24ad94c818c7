package com.example.kss.webdav;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.config.Secret;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StorageProvider;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/** Stores on WebDAV servers whose PUT shows all or nothing and whose MOVE renames, such as Apache with mod_dav. */
public final class WebDavProvider implements StorageProvider {

    private static final String URL = "url";
    private static final String USER = "user";
    private static final String PASSWORD = "password";

    @Override
    public String type() {
        return "webdav";
    }

    @Override
    public String summary() {
        return "A folder on a WebDAV server.";
    }

    @Override
    public List<ConfigKey> configKeys() {
        return List.of(
                ConfigKey.required(URL, "The folder, such as https://nas/dav/kss; it must exist."),
                ConfigKey.optional(USER, "Who logs in; without it nobody does."),
                ConfigKey.secret(PASSWORD, "The password of that user."));
    }

    @Override
    public StorageBackend open(PluginConfig config) throws ConfigException, StorageException {
        URI folder = folder(config.string(URL));
        Optional<String> user = config.optionalString(USER);
        Optional<Secret> password = config.secret(PASSWORD);
        if (user.isPresent() != password.isPresent()) {
            throw new ConfigException(user.isPresent() ? PASSWORD : USER, "is missing: a log-in takes both");
        }
        if (password.isPresent() && !folder.getScheme().equals("https") && !isThisHost(folder.getHost())) {
            throw new ConfigException(URL, "must begin with https:// where a password is sent");
        }
        Optional<Credentials> credentials = user.map(name -> new Credentials(name, password.orElseThrow()));
        WebDavBackend backend = new WebDavBackend(new Server(folder, credentials));
        try {
            backend.prepare();
            return backend;
        } catch (StorageException e) {
            backend.close();
            throw e;
        }
    }

    private static URI folder(String url) throws ConfigException {
        try {
            URI folder = new URI(url.endsWith("/") ? url : url + "/");
            String scheme = String.valueOf(folder.getScheme());
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (web && folder.getHost() != null && folder.getRawUserInfo() == null && folder.getRawQuery() == null) {
                return folder;
            }
        } catch (URISyntaxException e) {
            // The value itself may hold a password that was put there by mistake: it is not repeated.
        }
        throw new ConfigException(URL, "must be an address like https://nas/dav/kss, without user and password");
    }

    private static boolean isThisHost(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
