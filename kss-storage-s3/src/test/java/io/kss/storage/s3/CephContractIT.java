package io.kss.storage.s3;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The contract on the object gateway of Ceph. */
@EnabledIfSystemProperty(
        named = "kss.long",
        matches = "true",
        disabledReason = "starts a cluster; -Dkss.long=true runs it")
class CephContractIT extends S3StoreContract {

    private static CephServer server;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws Exception {
        server = CephServer.start(folder);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    S3Account account() {
        return server.account();
    }
}
