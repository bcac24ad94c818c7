package io.kss.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.config.ConfigException;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores reached by https, with a certificate authority of one's own. */
class S3HttpsTest {

    private static S3Server server;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws Exception {
        server = S3Server.startWithHttps(folder);
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Test
    void certificateOfTheCaFileIsTrusted() throws Exception {
        Map<String, String> more = Map.of("ca-file", server.caFile().toString());
        try (StorageBackend store = new S3Provider().open(server.secureAccount().config("https", more))) {
            byte[] bytes = new byte[8 << 20];
            Arrays.fill(bytes, (byte) 7);
            store.put(new ObjectKey("large"), ObjectSource.of(bytes), PutCondition.ALWAYS);
            store.put(new ObjectKey("entry"), ObjectSource.of(new byte[10]), PutCondition.IF_ABSENT);
            store.put(new ObjectKey("empty"), ObjectSource.of(new byte[0]), PutCondition.IF_ABSENT);
            assertThatThrownBy(() ->
                            store.put(new ObjectKey("entry"), ObjectSource.of(new byte[5]), PutCondition.IF_ABSENT))
                    .isInstanceOf(ObjectExistsException.class);
            try (InputStream in = store.read(new ObjectKey("large"), ByteRange.ALL)) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        }
    }

    @Test
    void unknownCertificateIsRefusedWithTheWayOut() {
        assertThatThrownBy(() -> new S3Provider().open(server.secureAccount().config("", Map.of())))
                .isExactlyInstanceOf(StorageException.class)
                .hasMessageContaining("not trusted")
                .hasMessageContaining("ca-file");
    }

    @Test
    void certificateForAnotherNameIsRefused() {
        S3Account other = server.secureAccount()
                .at(URI.create(
                        "https://localhost:" + server.secureAccount().endpoint().getPort()));
        assertThatThrownBy(() -> new S3Provider()
                        .open(other.config("", Map.of("ca-file", server.caFile().toString()))))
                .isExactlyInstanceOf(StorageException.class)
                .hasMessageContaining("certificate");
    }

    @Test
    void httpsToAnHttpServerTellsToCheckTheEndpoint() {
        S3Account wrong = server.account()
                .at(URI.create(
                        "https://127.0.0.1:" + server.account().endpoint().getPort()));
        assertThatThrownBy(() -> new S3Provider().open(wrong.config("", Map.of())))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("https")
                .hasMessageContaining("endpoint");
    }

    @Test
    void caFileThatIsNoneIsNamed(@TempDir Path folder) throws Exception {
        Path nonsense = Files.writeString(folder.resolve("ca.pem"), "nonsense");
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        for (Path file : new Path[] {nonsense, empty, folder.resolve("missing.pem")}) {
            assertThatThrownBy(() -> new S3Provider()
                            .open(server.secureAccount().config("", Map.of("ca-file", file.toString()))))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
