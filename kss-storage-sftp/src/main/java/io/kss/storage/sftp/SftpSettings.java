package io.kss.storage.sftp;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.storage.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where the store is and how to get there.
 *
 * @param server the server's address, already looked up in the OpenSSH configuration
 * @param path the folder on the server, as the user wrote it
 * @param identity who we are
 * @param trust which host keys to accept
 * @param connections how many connections to keep
 * @param timeout how long a server may take to answer
 * @param keepAlive how often to show and ask for a sign of life; zero for never
 */
record SftpSettings(
        Server server,
        String path,
        Identity identity,
        HostTrust trust,
        int connections,
        Duration timeout,
        Duration keepAlive) {

    /** An address and the user's name there. */
    record Server(String host, int port, String user) {}

    static SftpSettings of(PluginConfig config) throws ConfigException, StorageException {
        String host = config.string(SftpKeys.HOST.name());
        if (!host.matches("[A-Za-z0-9_\\[][A-Za-z0-9._:%\\]-]*")) {
            throw new ConfigException(
                    SftpKeys.HOST.name(), "must be a host's name, address or alias alone, not '" + host + "'");
        }
        String path = config.string(SftpKeys.PATH.name());
        if (path.isBlank() || path.indexOf('\0') >= 0) {
            throw new ConfigException(SftpKeys.PATH.name(), "must be a folder on the server");
        }
        SshAlias alias = SshAlias.lookUp(host, config.optionalString(SftpKeys.SSH_CONFIG.name()));
        Server server = new Server(
                alias.host().replaceAll("^\\[|\\]$", ""),
                config.optionalString(SftpKeys.PORT.name()).isPresent()
                        ? config.integer(SftpKeys.PORT.name(), 1, 65535)
                        : alias.port(),
                config.optionalString(SftpKeys.USER.name()).orElse(alias.user()));
        return new SftpSettings(
                server,
                path,
                Identity.of(config, alias.keyFiles()),
                trust(config),
                config.integer(SftpKeys.CONNECTIONS.name(), 1, 16),
                Duration.ofSeconds(config.integer(SftpKeys.TIMEOUT.name(), 5, 3600)),
                Duration.ofSeconds(config.integer(SftpKeys.KEEP_ALIVE.name(), 0, 3600)));
    }

    private static HostTrust trust(PluginConfig config) throws ConfigException {
        Optional<String> fingerprints = config.optionalString(SftpKeys.HOST_KEY_FINGERPRINT.name());
        Optional<Path> file = file(config, SftpKeys.KNOWN_HOSTS);
        if (fingerprints.isPresent()) {
            return HostTrust.pinned(fingerprints.get());
        }
        if (file.isPresent() && !Files.isReadable(file.get())) {
            throw new ConfigException(SftpKeys.KNOWN_HOSTS.name(), "names a file that can't be read: " + file.get());
        }
        return HostTrust.listed(file.map(List::of)
                .orElseGet(() -> List.of(home(".ssh/known_hosts"), Path.of("/etc/ssh/ssh_known_hosts"))));
    }

    /** A file of this host, whose name may start with {@code ~/}. */
    static Optional<Path> file(PluginConfig config, ConfigKey key) throws ConfigException {
        Optional<String> text = config.optionalString(key.name());
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Path path = text.get().startsWith("~/") ? home(text.get().substring(2)) : config.path(key.name());
        if (!path.isAbsolute()) {
            throw new ConfigException(key.name(), "must be absolute or start with ~/, not '" + text.get() + "'");
        }
        return Optional.of(path);
    }

    static Path home(String name) {
        return Path.of(System.getProperty("user.home", "/")).resolve(name);
    }

    /** For messages: {@code sftp://user@nas:2222/volume1/kss}. */
    String displayName() {
        String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
        String port = server.port() == 22 ? "" : String.format(Locale.ROOT, ":%d", server.port());
        return "sftp://" + server.user() + "@" + host + port + (path.startsWith("/") ? path : "/~/" + path);
    }
}
