package io.kss.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.config.PluginConfig;
import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Who may use a bucket, and what is kept in it. */
class S3AccessTest {

    private static S3Server server;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws Exception {
        server = S3Server.start(folder);
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Test
    void wrongSecretIsDenied() {
        assertThatThrownBy(() -> new S3Provider()
                        .open(server.account().withSecret("wrong-secret").config("", Map.of())))
                .isInstanceOf(AccessDeniedStorageException.class)
                .hasMessageContaining("secret-key")
                .hasMessageNotContaining("wrong-secret");
    }

    @Test
    void unknownAccessKeyIsDenied() {
        assertThatThrownBy(() -> new S3Provider().open(server.account().config("", Map.of("access-key", "nobody"))))
                .isInstanceOf(AccessDeniedStorageException.class);
    }

    @Test
    void missingBucketIsNamed() {
        assertThatThrownBy(() -> new S3Provider().open(server.account().config("", Map.of("bucket", "missing"))))
                .isExactlyInstanceOf(StorageException.class)
                .hasMessageContaining("no bucket 'missing'");
    }

    @Test
    void keysAreTakenFromTheSystemProperties() throws Exception {
        S3Account account = server.account();
        PluginConfig without = PluginConfig.of(
                S3Settings.KEYS,
                Map.of("endpoint", account.endpoint().toString(), "bucket", account.bucket()),
                Map.of());
        System.setProperty("aws.accessKeyId", account.accessKey());
        System.setProperty("aws.secretAccessKey", account.secretKey());
        try (StorageBackend store = new S3Provider().open(without)) {
            assertThat(store.stat(new ObjectKey("nothing"))).isEmpty();
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    @Test
    @DisabledIfEnvironmentVariable(
            named = "AWS_ACCESS_KEY_ID",
            matches = ".+",
            disabledReason = "there are keys in the environment")
    void missingKeysTellWhereToPutThem() throws Exception {
        S3Account account = server.account();
        PluginConfig without = PluginConfig.of(
                S3Settings.KEYS,
                Map.of("endpoint", account.endpoint().toString(), "bucket", account.bucket()),
                Map.of());
        System.setProperty("aws.sharedCredentialsFile", "/nonexistent");
        System.setProperty("aws.configFile", "/nonexistent");
        try {
            assertThatThrownBy(() -> new S3Provider().open(without))
                    .isInstanceOf(AccessDeniedStorageException.class)
                    .hasMessageContaining("secret-key-file");
        } finally {
            System.clearProperty("aws.sharedCredentialsFile");
            System.clearProperty("aws.configFile");
        }
    }

    @Test
    void prefixesOfOneBucketAreStoresOfTheirOwn() throws Exception {
        try (StorageBackend one = new S3Provider().open(server.account().config("shared/one", Map.of()));
                StorageBackend two = new S3Provider().open(server.account().config("shared/two", Map.of()));
                StorageBackend all = new S3Provider().open(server.account().config("shared", Map.of()))) {
            one.put(new ObjectKey("a"), ObjectSource.of(new byte[1]), PutCondition.IF_ABSENT);
            two.put(new ObjectKey("a"), ObjectSource.of(new byte[2]), PutCondition.IF_ABSENT);
            assertThat(keys(one)).containsExactly("a");
            assertThat(keys(all)).containsExactlyInAnyOrder("one/a", "two/a");
            assertThat(two.stat(new ObjectKey("a")).orElseThrow().size()).isEqualTo(2);
        }
    }

    private static Stream<String> keys(StorageBackend store) throws StorageException {
        try (var objects = store.list("")) {
            return objects.map(object -> object.key().value()).toList().stream();
        }
    }

    @Test
    void roomIsUnknown() throws Exception {
        try (StorageBackend store = new S3Provider().open(server.account().config("", Map.of()))) {
            assertThat(store.space()).isEmpty();
        }
    }
}
