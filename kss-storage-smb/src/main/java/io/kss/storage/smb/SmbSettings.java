package io.kss.storage.smb;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.config.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a share is and who we are there.
 *
 * @param folder the store's folder in the share, its parts joined by backslashes; empty for the share itself
 * @param user who logs in; nobody means as a guest
 * @param connections the most at once
 */
record SmbSettings(
        String host,
        int port,
        String share,
        String folder,
        Optional<User> user,
        int connections,
        Duration connectTimeout,
        Duration timeout) {

    record User(String domain, String name, Secret password) {}

    static final List<ConfigKey> KEYS = List.of(
            ConfigKey.required("host", "the name or address of the NAS"),
            ConfigKey.withDefault("port", "445", "the port of its SMB service"),
            ConfigKey.required("share", "the name of the share"),
            ConfigKey.withDefault("path", "", "the folder in the share that holds the repository; made when missing"),
            ConfigKey.optional("user", "who logs in; a guest without it"),
            ConfigKey.withDefault("domain", "", "the Windows domain of the user, where there is one"),
            ConfigKey.secret("password", "the user's password"),
            ConfigKey.withDefault("connections", "4", "the most connections at once, 1 to 32"),
            ConfigKey.withDefault("connect-timeout", "10", "seconds to wait for a connection, 1 to 600"),
            ConfigKey.withDefault("timeout", "60", "seconds the server may be silent, 1 to 3600"));

    private static final String FORBIDDEN = "\\/:*?\"<>|";

    static SmbSettings of(PluginConfig config) throws ConfigException {
        String host = config.string("host").strip();
        if (!host.matches("[A-Za-z0-9._:%-]+")) {
            throw new ConfigException("host", "must be a host name or an address, not '" + host + "'");
        }
        return new SmbSettings(
                host,
                config.integer("port", 1, 65535),
                share(config.string("share")),
                folder(config.string("path")),
                user(config),
                config.integer("connections", 1, 32),
                Duration.ofSeconds(config.integer("connect-timeout", 1, 600)),
                Duration.ofSeconds(config.integer("timeout", 1, 3600)));
    }

    private static String share(String share) throws ConfigException {
        if (!isName(share)) {
            throw new ConfigException(
                    "share", "must be the name of a share, such as 'backup', without slashes, not '" + share + "'");
        }
        return share;
    }

    private static String folder(String path) throws ConfigException {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("[/\\\\]", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            if (!isName(part) || part.endsWith(".") || part.endsWith(" ")) {
                throw new ConfigException(
                        "path", "must be a folder in the share, such as vms/kss; '" + part + "' can't be a part of it");
            }
            parts.add(part);
        }
        return String.join("\\", parts);
    }

    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= 200
                && text.chars().allMatch(c -> c >= ' ' && FORBIDDEN.indexOf(c) < 0);
    }

    private static Optional<User> user(PluginConfig config) throws ConfigException {
        Optional<String> name = config.optionalString("user").filter(given -> !given.isBlank());
        Optional<Secret> password = config.secret("password");
        if (name.isEmpty()) {
            if (password.isPresent()) {
                throw new ConfigException(
                        "user", "is missing, though there is a password; without both, kss is a guest");
            }
            return Optional.empty();
        }
        if (password.isEmpty()) {
            throw new ConfigException(
                    "password", "is missing: give password-file or password-env, or leave out the user to be a guest");
        }
        return Optional.of(new User(config.string("domain"), name.get(), password.get()));
    }

    /** For messages. */
    String displayName() {
        return "smb://" + host + (port == 445 ? "" : ":" + port) + "/" + share
                + (folder.isEmpty() ? "" : "/" + folder.replace('\\', '/'));
    }

    /** A path in the share from one in the store, both with backslashes; the store itself is empty. */
    String inShare(String path) {
        return folder.isEmpty() || path.isEmpty() ? folder + path : folder + "\\" + path;
    }
}
