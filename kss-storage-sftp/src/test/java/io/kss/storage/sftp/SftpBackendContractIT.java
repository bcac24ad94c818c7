package io.kss.storage.sftp;

import io.kss.spi.config.Secret;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.tck.storage.StorageBackendContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** The whole contract on a real OpenSSH server, logged in with an encrypted key. */
class SftpBackendContractIT extends StorageBackendContract {

    private static SshServer server;

    private Map<String, String> settings;

    @BeforeAll
    static void startServer() throws Exception {
        server = SshServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void emptyStore() throws Exception {
        Path folder = Files.createTempDirectory(server.store(), "store-");
        settings = Stores.with(server.settings(), "path", folder.toString());
        settings.put("key-file", server.file("locked").toString());
    }

    @Override
    protected StorageBackend open() throws Exception {
        return Stores.open(settings, Map.of("key-passphrase", Secret.of(SshServer.PASSPHRASE)));
    }

    @Override
    protected Optional<String> secret() {
        return Optional.of(SshServer.PASSPHRASE);
    }

    @Override
    protected List<FailingAttempt> failingAttempts() {
        Secret wrong = Secret.of("not " + SshServer.PASSPHRASE);
        Secret right = Secret.of(SshServer.PASSPHRASE);
        return List.of(
                () -> Stores.open(settings, Map.of("key-passphrase", wrong)),
                () -> Stores.open(Stores.without(settings, "key-file"), Map.of("password", right)),
                () -> Stores.open(Stores.with(settings, "port", "1"), Map.of("key-passphrase", right)));
    }
}
