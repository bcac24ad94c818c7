package io.kss.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.config.Secret;
import io.kss.spi.storage.StorageProvider;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users write, and what becomes of it. */
class S3SettingsTest {

    private static S3Settings settings(Map<String, String> values, Map<String, Secret> secrets) throws ConfigException {
        Map<String, String> all = new HashMap<>(Map.of("bucket", "vms"));
        all.putAll(values);
        return S3Settings.of(PluginConfig.of(S3Settings.KEYS, all, secrets));
    }

    private static S3Settings settings(Map<String, String> values) throws ConfigException {
        return settings(values, Map.of());
    }

    @Test
    void providerIsFound() {
        assertThat(ServiceLoader.load(StorageProvider.class))
                .filteredOn(provider -> provider.type().equals("s3"))
                .hasSize(1);
    }

    @Test
    void endpointOfOnesOwnMeansPathStyle() throws Exception {
        assertThat(settings(Map.of("endpoint", "https://nas:9000")).pathStyle()).isTrue();
        assertThat(settings(Map.of("endpoint", "https://nas:9000", "path-style", "false"))
                        .pathStyle())
                .isFalse();
        assertThat(settings(Map.of()).pathStyle()).isFalse();
        assertThat(settings(Map.of("path-style", "true")).pathStyle()).isTrue();
    }

    @Test
    void endpointMayEndWithASlash() throws Exception {
        assertThat(settings(Map.of("endpoint", "http://[::1]:9000/")).endpoint())
                .contains(URI.create("http://[::1]:9000"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nas",
                "nas:9000",
                "ftp://nas",
                "http://",
                "http:///x",
                "https://nas/path",
                "https://user:hidden@nas",
                "https://nas?x=hidden",
                "::"
            })
    void nonsenseIsNoEndpoint(String endpoint) {
        assertThatThrownBy(() -> settings(Map.of("endpoint", endpoint)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'endpoint'")
                .hasMessageNotContaining("hidden");
    }

    @ParameterizedTest
    @CsvSource({"a, a/", "a/, a/", "a/b c/D.e, a/b c/D.e/", "'', ''"})
    void prefixIsAFolder(String given, String expected) throws Exception {
        assertThat(settings(Map.of("prefix", given)).place().prefix()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "a//b", "a//", "..", "a/../b", "./a", "a\\b", "a?b", "ä"})
    void nonsenseIsNoPrefix(String prefix) {
        assertThatThrownBy(() -> settings(Map.of("prefix", prefix)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'prefix'");
    }

    @ParameterizedTest
    @CsvSource({
        "bucket, a/b",
        "bucket, x",
        "path-style, perhaps",
        "connections, 0",
        "connections, many",
        "timeout, 0",
        "connect-timeout, -1"
    })
    void nonsenseIsNamed(String key, String value) {
        assertThatThrownBy(() -> settings(Map.of(key, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'" + key + "'");
    }

    @Test
    void halfAKeyIsRefused() {
        assertThatThrownBy(() -> settings(Map.of("access-key", "id")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'secret-key'");
        assertThatThrownBy(() -> settings(Map.of(), Map.of("secret-key", Secret.of("hidden"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'access-key'")
                .hasMessageNotContaining("hidden");
        assertThatThrownBy(() -> settings(Map.of(), Map.of("session-token", Secret.of("hidden"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'session-token'");
    }

    @Test
    void placeNamesBucketPrefixAndHost() throws Exception {
        assertThat(settings(Map.of("endpoint", "https://nas:9000", "prefix", "kss/home"))
                        .place())
                .hasToString("s3://vms/kss/home at nas:9000");
        assertThat(settings(Map.of()).place()).hasToString("s3://vms at Amazon S3");
    }

    @Test
    void settingsHideTheSecret() throws Exception {
        assertThat(settings(Map.of("access-key", "id"), Map.of("secret-key", Secret.of("hidden"))))
                .asString()
                .doesNotContain("hidden");
    }
}
