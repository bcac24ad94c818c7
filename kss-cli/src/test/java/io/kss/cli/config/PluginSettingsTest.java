package io.kss.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.config.ConfigException;
import io.kss.spi.config.ConfigKey;
import io.kss.spi.config.PluginConfig;
import io.kss.spi.config.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginSettingsTest {

    private static final List<ConfigKey> KEYS = List.of(
            ConfigKey.required("host", "The server."),
            ConfigKey.withDefault("port", "22", "Its port."),
            ConfigKey.optional("compress", "Whether to."),
            ConfigKey.secret("password", "The password."));

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void valuesAndDefaultsReachThePlugin() throws Exception {
        PluginConfig config = check("host = \"nas\"\ncompress = true\n");

        assertThat(config.string("host")).isEqualTo("nas");
        assertThat(config.integer("port", 1, 65_535)).isEqualTo(22);
        assertThat(config.flag("compress")).isTrue();
        assertThat(config.secret("password")).isEmpty();
    }

    @Test
    void numbersNeedNoQuotes() throws Exception {
        assertThat(check("host = \"nas\"\nport = 2222\n").integer("port", 1, 65_535))
                .isEqualTo(2222);
    }

    @Test
    void anUnknownKeyNamesTheNearestOfThatType() {
        assertThatThrownBy(() -> check("host = \"nas\"\nprot = 1\n"))
                .hasMessage(
                        file() + ", line 4: 'store.prot' is not a known key; the nearest known one is 'store.port'.");
    }

    @Test
    void aMissingKeySaysWhatItIsFor() {
        assertThatThrownBy(() -> check("port = 1\n"))
                .hasMessage(file() + ", line 1: 'store.host' is missing: The server.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host = [\"nas\"]", "host = 1.5", "host = {}", "host = \"\""})
    void whatIsNeitherTextNorNumberNorFlagIsRefused(String line) {
        assertThatThrownBy(() -> check(line + "\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(file() + ", line 3: 'store.host' must ");
    }

    @Test
    void aPluginsOwnComplaintGetsItsPlace() throws Exception {
        PluginTable table = table("host = \"nas\"\nport = 99999\n");
        assertThat(PluginSettings.located(table, new ConfigException("port", "must be a port number, not '99999'.")))
                .hasMessage(file() + ", line 4: 'store.port' must be a port number, not '99999'.");
    }

    @Test
    void anInlineSecretWorksButIsWarnedAboutWithoutItsValue() throws Exception {
        assertThat(check("host = \"nas\"\npassword = \"hunter2\"\n").secret("password"))
                .contains(Secret.of("hunter2"));
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("password-file")
                .doesNotContain("hunter2");
    }

    @Test
    void aSecretFromAFileOrAVariableIsNotWarnedAbout() throws Exception {
        Path secret = secret("hunter2\n", "rw-------");

        assertThat(check("host = \"nas\"\npassword-file = \"" + secret + "\"\n").secret("password"))
                .contains(Secret.of("hunter2"));
        assertThat(check("host = \"nas\"\npassword-file = \"~/secret\"\n").secret("password"))
                .contains(Secret.of("hunter2"));
        assertThat(check("host = \"nas\"\npassword-env = \"NAS_PASSWORD\"\n").secret("password"))
                .contains(Secret.of("swordfish"));
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-rw----", "rw--w----", "rw----r--"})
    void aSecretFileThatOthersCanReachIsRefused(String permissions) throws Exception {
        Path secret = secret("hunter2", permissions);
        assertThatThrownBy(() -> check("host = \"nas\"\npassword-file = \"" + secret + "\"\n"))
                .hasMessageContaining("chmod 600 " + secret)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aSecretThatIsNotThereIsRefused() throws Exception {
        Path empty = secret("\n", "rw-------");
        assertThatThrownBy(() -> check("host = \"nas\"\npassword-file = \"" + empty + "\"\n"))
                .hasMessageContaining("which is empty");
        assertThatThrownBy(() -> check("host = \"nas\"\npassword-file = \"/nowhere/secret\"\n"))
                .hasMessageContaining(
                        "'store.password-file' names /nowhere/secret, which can't be read: there is no such file.");
        assertThatThrownBy(() -> check("host = \"nas\"\npassword-file = \"secret\"\n"))
                .hasMessageContaining("must be an absolute path");
        assertThatThrownBy(() -> check("host = \"nas\"\npassword-env = \"UNSET\"\n"))
                .hasMessageContaining("names the environment variable UNSET, which is not set");
    }

    @Test
    void aSecretGivenTwiceIsRefused() {
        assertThatThrownBy(() -> check("host = \"nas\"\npassword = \"hunter2\"\npassword-env = \"NAS_PASSWORD\"\n"))
                .hasMessageContaining("are both given")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aSecretOfTheWrongKindIsNotShown() {
        assertThatThrownBy(() -> check("host = \"nas\"\npassword = [\"hunter2\"]\n"))
                .hasMessageContaining("'store.password' must be text")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> check("host = \"nas\"\npassword = 1234567\n")).hasMessageNotContaining("1234567");
    }

    private Path secret(String text, String permissions) throws Exception {
        Path file = folder.resolve("secret");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    private Path file() {
        return folder.resolve("kss.toml");
    }

    private PluginConfig check(String lines) throws Exception {
        return new PluginSettings(environment(), warnings::add).check(table(lines), KEYS);
    }

    private PluginTable table(String lines) throws Exception {
        Files.writeString(file(), "[store]\ntype = \"sftp\"\n" + lines);
        return new ConfigurationLoader(environment()).load(Optional.of(file())).store();
    }

    private Environment environment() {
        return new Environment(
                Map.of("NAS_PASSWORD", "swordfish"), folder, folder.resolve("none"), Optional.of("testhost"));
    }
}
