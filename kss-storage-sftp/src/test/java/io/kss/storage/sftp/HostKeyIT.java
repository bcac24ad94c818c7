package io.kss.storage.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.storage.StorageBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server is talked to only if its key is the one we trust. */
class HostKeyIT {

    private static SshServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = SshServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    private static Map<String, String> knowing(String line) throws Exception {
        Path file = Files.writeString(Files.createTempFile(server.file("."), "known", ""), line);
        return Stores.with(server.settings(), "known-hosts", file.toString());
    }

    private static String place() {
        return "[127.0.0.1]:" + server.port();
    }

    private static String key(String name) throws Exception {
        return Files.readString(server.file(name + ".pub"));
    }

    @Test
    void unknownHostKeyIsRefusedWithItsFingerprintAndTheWayToAcceptIt() throws Exception {
        assertThatThrownBy(() -> Stores.open(knowing("other.example " + key("host"))))
                .hasMessageContaining("not known here")
                .hasMessageContaining("ED25519 key " + server.fingerprint())
                .hasMessageContaining("host-key-fingerprint = \"" + server.fingerprint() + "\"")
                .hasMessageContaining("'ssh -p " + server.port() + " 127.0.0.1'");
        accepts(Stores.with(knowing(""), "host-key-fingerprint", server.fingerprint()));
    }

    @Test
    void changedHostKeyIsRefusedLoudly() throws Exception {
        assertThatThrownBy(() -> Stores.open(knowing(place() + " " + key("stranger"))))
                .hasMessageContaining("HAS CHANGED")
                .hasMessageContaining(server.fingerprint())
                .hasMessageContaining("ssh-keygen -R");
    }

    @Test
    void hostKeyOfAnotherTypeThanTheKnownOneIsAChangedOne() throws Exception {
        server.run(
                "ssh-keygen",
                "-q",
                "-t",
                "rsa",
                "-N",
                "",
                "-f",
                server.file("other-type").toString());
        assertThatThrownBy(() -> Stores.open(knowing(place() + " " + key("other-type"))))
                .hasMessageContaining("HAS CHANGED");
    }

    @Test
    void fingerprintInTheTableDecidesAlone() throws Exception {
        String other = "SHA256:" + "A".repeat(43);
        assertThatThrownBy(() ->
                        Stores.open(Stores.with(knowing(place() + " " + key("host")), "host-key-fingerprint", other)))
                .hasMessageContaining("IS NOT THE ONE IN host-key-fingerprint")
                .hasMessageContaining(server.fingerprint());
        accepts(Stores.with(
                knowing(place() + " " + key("stranger")), "host-key-fingerprint", other + " " + server.fingerprint()));
    }

    @Test
    void revokedHostKeyIsRefusedEvenIfItIsKnown() throws Exception {
        String known = place() + " " + key("host");
        assertThatThrownBy(() -> Stores.open(knowing(known + "@revoked " + known)))
                .hasMessageContaining("revoked");
    }

    @Test
    void hashedNamesAndSeveralKeysAreUnderstood() throws Exception {
        Map<String, String> settings = knowing(place() + " " + key("stranger") + place() + " " + key("host"));
        accepts(settings);
        server.run("ssh-keygen", "-q", "-H", "-f", settings.get("known-hosts"));
        assertThat(Files.readString(Path.of(settings.get("known-hosts")))).contains("|1|");
        accepts(settings);
    }

    @Test
    void hostKeysOfEveryKindAreAccepted() throws Exception {
        for (List<String> type : List.of(List.of("rsa", "3072"), List.of("ecdsa", "256"), List.of("ecdsa", "521"))) {
            Path key = server.file("host-" + String.join("-", type));
            server.run("ssh-keygen", "-q", "-t", type.get(0), "-b", type.get(1), "-N", "", "-f", key.toString());
            try (SshServer other = SshServer.start("internal-sftp", "HostKey " + key)) {
                String line = "[127.0.0.1]:" + other.port() + " " + Files.readString(Path.of(key + ".pub"));
                Path known = Files.writeString(other.file("known-by-type"), line);
                accepts(Stores.with(other.settings(), "known-hosts", known.toString()));
            }
        }
    }

    private static void accepts(Map<String, String> settings) throws Exception {
        try (StorageBackend store = Stores.open(settings)) {
            assertThat(store.stat(Stores.key("nothing"))).isEmpty();
        }
    }
}
