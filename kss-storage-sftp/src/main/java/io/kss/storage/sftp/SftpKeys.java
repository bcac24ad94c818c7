package io.kss.storage.sftp;

import io.kss.spi.config.ConfigKey;
import java.util.List;

/** The keys of a store's table of type {@code sftp}. */
final class SftpKeys {

    static final ConfigKey HOST =
            ConfigKey.required("host", "the server's name or address, or an alias from ~/.ssh/config");
    static final ConfigKey PATH = ConfigKey.required(
            "path", "an existing folder on the server; a path that is not absolute starts in the user's home there");
    static final ConfigKey PORT =
            ConfigKey.optional("port", "the server's port; by default what ~/.ssh/config says, else 22");
    static final ConfigKey USER = ConfigKey.optional(
            "user", "the user's name on the server; by default what ~/.ssh/config says, else the same as here");
    static final ConfigKey KEY_FILE = ConfigKey.optional(
            "key-file",
            "the private key to log in with; by default the ssh-agent's keys, then those of ~/.ssh/config and ~/.ssh");
    static final ConfigKey KEY_PASSPHRASE = ConfigKey.secret("key-passphrase", "what decrypts the key file");
    static final ConfigKey PASSWORD =
            ConfigKey.secret("password", "the user's password on the server, if it takes no key");
    static final ConfigKey KNOWN_HOSTS = ConfigKey.optional(
            "known-hosts",
            "the file with the host keys to trust; by default ~/.ssh/known_hosts and /etc/ssh/ssh_known_hosts");
    static final ConfigKey HOST_KEY_FINGERPRINT = ConfigKey.optional(
            "host-key-fingerprint",
            "trust exactly this host key instead: SHA256:…, as ssh-keygen -l prints it; several are separated by spaces");
    static final ConfigKey SSH_CONFIG = ConfigKey.optional(
            "ssh-config", "the OpenSSH client configuration to read, or none; by default the user's and the system's");
    static final ConfigKey CONNECTIONS =
            ConfigKey.withDefault("connections", "3", "how many connections to keep, 1 to 16");
    static final ConfigKey TIMEOUT = ConfigKey.withDefault(
            "timeout", "60", "how many seconds a server may take to answer before it counts as lost, 5 to 3600");
    static final ConfigKey KEEP_ALIVE = ConfigKey.withDefault(
            "keep-alive",
            "15",
            "seconds between signs of life on a connection, which counts as lost after three without an answer;"
                    + " 0 for none, at most 3600");

    static final List<ConfigKey> ALL = List.of(
            HOST,
            PATH,
            PORT,
            USER,
            KEY_FILE,
            KEY_PASSPHRASE,
            PASSWORD,
            KNOWN_HOSTS,
            HOST_KEY_FINGERPRINT,
            SSH_CONFIG,
            CONNECTIONS,
            TIMEOUT,
            KEEP_ALIVE);

    private SftpKeys() {}
}
