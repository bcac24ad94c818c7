package com.example.kss.webdav;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.storage.StorageBackend;
import io.kss.spi.tck.storage.StorageBackendContract;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Everything that kss asks of a store, on a real server. */
class WebDavContractTest extends StorageBackendContract {

    private static ApacheDav apache;
    private static int stores;

    private String url = "";

    @BeforeAll
    static void startServer() throws Exception {
        apache = ApacheDav.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        apache.close();
    }

    @BeforeEach
    void makeStore() throws Exception {
        url = apache.newFolder("store" + stores++);
        assertThat(url).isNotEmpty();
    }

    @Override
    protected StorageBackend open() throws Exception {
        return ApacheDav.open(url, ApacheDav.PASSWORD);
    }

    @Override
    protected Optional<String> secret() {
        return Optional.of(ApacheDav.PASSWORD);
    }

    @Override
    protected List<FailingAttempt> failingAttempts() {
        return List.of(
                () -> ApacheDav.open(url, ApacheDav.PASSWORD + "x"),
                () -> ApacheDav.open(apache.url("nowhere"), ApacheDav.PASSWORD),
                () -> ApacheDav.open("http://127.0.0.1:1/", ApacheDav.PASSWORD),
                () -> ApacheDav.open("http://kss:" + ApacheDav.PASSWORD + "@127.0.0.1:1/", ApacheDav.PASSWORD),
                () -> ApacheDav.open("http://nas.example/", ApacheDav.PASSWORD));
    }
}
