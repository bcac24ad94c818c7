package io.kss.storage.smb;

import io.kss.spi.storage.StorageBackend;
import io.kss.spi.tck.storage.StorageBackendContract;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class SmbBackendTest extends StorageBackendContract {

    private static SmbServer server;

    private String folder;

    @BeforeAll
    static void startServer() throws Exception {
        server = SmbServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.closeAndDelete();
    }

    @BeforeEach
    void chooseFolder() {
        folder = "nas folder/" + UUID.randomUUID();
    }

    @Override
    protected StorageBackend open() throws Exception {
        return Stores.open(Stores.settings(server).with("path", folder));
    }

    @Override
    protected Optional<String> secret() {
        return Optional.of(SmbServer.PASSWORD);
    }

    @Override
    protected List<FailingAttempt> failingAttempts() {
        return List.of(
                () -> Stores.open(
                        Stores.settings(server).with("user", "nobody-we-know").with("share", "missing")),
                () -> Stores.open(
                        Stores.settings(server).with("domain", "elsewhere").with("share", "missing")),
                () -> Stores.open(Stores.settings(server).with("host", "no-such-host.invalid")));
    }
}
