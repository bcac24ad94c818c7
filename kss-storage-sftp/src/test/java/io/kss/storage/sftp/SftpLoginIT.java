package io.kss.storage.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.config.Secret;
import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.StorageBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every way to log in, and what is said when it fails. */
class SftpLoginIT {

    private static final String PASSWORD = "sesame open up";

    private static SshServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = SshServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    private static void works(StorageBackend opened, String key) throws Exception {
        try (StorageBackend store = opened) {
            Stores.create(store, key, Stores.bytes(1, 1000));
            assertThat(Stores.read(store, key)).isEqualTo(Stores.bytes(1, 1000));
        }
    }

    @Test
    void keyFileLogsIn() throws Exception {
        works(Stores.open(server.settings()), "key");
    }

    @Test
    void keyThatTheServerDoesNotKnowIsRefusedWithWhatWasTried() throws Exception {
        Map<String, String> settings = Stores.with(
                server.settings(), "key-file", server.file("stranger").toString());
        assertThatThrownBy(() -> Stores.open(settings))
                .isInstanceOf(AccessDeniedStorageException.class)
                .hasMessageContaining("does not let " + SshServer.user() + " in")
                .hasMessageContaining("the key " + server.file("stranger"))
                .hasMessageContaining("authorized_keys");
    }

    @Test
    void encryptedKeyNeedsItsPassphraseAndTheErrorSaysSo() throws Exception {
        Map<String, String> settings =
                Stores.with(server.settings(), "key-file", server.file("locked").toString());
        assertThatThrownBy(() -> Stores.open(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'key-passphrase' is missing")
                .hasMessageContaining("key-passphrase-file");
        assertThatThrownBy(() -> Stores.open(settings, Map.of("key-passphrase", Secret.of("wrong"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("does not decrypt");
        works(Stores.open(settings, Map.of("key-passphrase", Secret.of(SshServer.PASSPHRASE))), "locked");
    }

    @Test
    void fileThatIsNoKeyIsRefused() throws Exception {
        for (String name : List.of("authorized", "config", "no-such-file")) {
            Map<String, String> settings =
                    Stores.with(server.settings(), "key-file", server.file(name).toString());
            assertThatThrownBy(() -> Stores.open(settings))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("'key-file'");
        }
        assertThatThrownBy(() -> Stores.open(Stores.with(server.settings(), "key-file", "relative/key")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("absolute");
    }

    @Test
    void keysOfOtherKindsLogIn() throws Exception {
        for (String type : List.of("rsa", "ecdsa")) {
            Path key = server.file("of-type-" + type);
            server.run("ssh-keygen", "-q", "-t", type, "-N", "", "-f", key.toString());
            Path pem = server.file("pem-of-type-" + type);
            server.run("ssh-keygen", "-q", "-t", type, "-m", "PEM", "-N", "", "-f", pem.toString());
            for (Path file : List.of(key, pem)) {
                Files.writeString(
                        server.file("authorized"),
                        Files.readString(server.file("authorized")) + Files.readString(Path.of(file + ".pub")));
                works(
                        Stores.open(Stores.with(server.settings(), "key-file", file.toString())),
                        file.getFileName().toString());
            }
        }
    }

    @Test
    void passwordLogsInAndAWrongOneIsRefused() throws Exception {
        boolean root = SshServer.user().equals("root");
        if (!root) {
            System.getLogger(SftpLoginIT.class.getName())
                    .log(System.Logger.Level.WARNING, "skipped: only root can run a server that checks passwords");
        }
        assumeTrue(root, "only root can run a server that checks passwords");
        try (SshServer taking = SshServer.startWithPassword(PASSWORD)) {
            Map<String, String> settings = Stores.without(taking.settings(), "key-file");
            works(Stores.open(settings, Map.of("password", Secret.of(PASSWORD))), "password");
            assertThatThrownBy(() -> Stores.open(settings, Map.of("password", Secret.of("wrong " + PASSWORD))))
                    .isInstanceOf(AccessDeniedStorageException.class)
                    .hasMessageContaining("Tried: the password")
                    .hasMessageNotContaining(PASSWORD);
        }
    }

    @Test
    void agentLogsInWithAKeyThatItHolds() throws Exception {
        Path socket = server.file("agent");
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                .redirectErrorStream(true)
                .redirectOutput(server.file("agent-output").toFile())
                .start();
        try {
            for (int i = 0; i < 200 && !Files.exists(socket); i++) {
                Thread.sleep(25);
            }
            Path rsa = server.file("agent-rsa");
            server.run("ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", rsa.toString());
            Files.writeString(
                    server.file("authorized"),
                    Files.readString(server.file("authorized")) + Files.readString(Path.of(rsa + ".pub")));
            for (Path key : List.of(server.file("user"), rsa)) {
                server.run("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", "-D");
                server.run("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", key.toString());
                works(SftpBackend.open(withAgent(new SshAgent(socket))), "agent-" + key.getFileName());
            }
            server.run("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", "-D");
            assertThatThrownBy(() -> SftpBackend.open(withAgent(new SshAgent(socket))))
                    .isInstanceOf(AccessDeniedStorageException.class)
                    .hasMessageContaining("ssh-agent");
        } finally {
            agent.destroy();
        }
    }

    private static SftpSettings withAgent(SshAgent agent) throws Exception {
        PluginConfig config = PluginConfig.of(SftpKeys.ALL, Stores.without(server.settings(), "key-file"), Map.of());
        SftpSettings settings = SftpSettings.of(config);
        return new SftpSettings(
                settings.server(),
                settings.path(),
                Identity.of(config, List.of(), Optional.of(agent)),
                settings.trust(),
                settings.connections(),
                settings.timeout(),
                settings.keepAlive());
    }

    @Test
    void aliasOfTheOpenSshConfigurationLeadsToTheServer() throws Exception {
        Path config = Files.writeString(
                server.file("ssh_config"), """
                Host my-nas
                  HostName 127.0.0.1
                  Port %d
                  User %s
                  IdentityFile %s
                Host far-nas
                  ProxyJump elsewhere
                """.formatted(server.port(), SshServer.user(), server.file("user")));
        Map<String, String> settings = Stores.with(
                Stores.without(server.settings(), "port", "user", "key-file"), "ssh-config", config.toString());
        works(Stores.open(Stores.with(settings, "host", "my-nas")), "alias");
        assertThatThrownBy(() -> Stores.open(Stores.with(settings, "host", "far-nas")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("proxyjump");
    }

    @Test
    void settingsThatMakeNoSenseAreNamed() throws Exception {
        for (String[] wrong : new String[][] {
            {"host", "-oProxyCommand=evil"},
            {"host", "user@nas"},
            {"port", "0"},
            {"connections", "17"},
            {"timeout", "soon"},
            {"keep-alive", "-1"},
            {"path", " "},
            {"known-hosts", "/no/such/file"},
            {"ssh-config", "/no/such/file"},
            {"host-key-fingerprint", "MD5:00:11"},
        }) {
            assertThatThrownBy(() -> Stores.open(Stores.with(server.settings(), wrong[0], wrong[1])))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("'" + wrong[0] + "'");
        }
    }
}
