package io.kss.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.core.TransferSettings;
import io.kss.core.VmSettings;
import io.kss.core.retention.Retention;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationLoaderTest {

    private static final String STORE = "[store]\ntype = \"directory\"\n";

    @TempDir
    Path folder;

    @Test
    void everyKeyIsRead() throws Exception {
        Configuration configuration = load("""
                host   = "desktop"
                state  = "/srv/kss"
                images = "~/images"

                [hypervisor]
                type = "libvirt"
                uri  = "qemu:///session"

                [store]
                type = "sftp"
                host = "nas"
                port = 2222

                [transfer]
                bandwidth   = "800Mbit/s"
                connections = 8
                compression = 3

                [plugins]
                folder = "/opt/kss-plugins"

                [peers.laptop]
                uri = "qemu+ssh://laptop/system"

                [encryption]
                required = false

                [vm.gaming]
                local-only-disks = ["vdc", "vdd"]
                stop-timeout     = "1h30m"
                """);

        assertThat(configuration.settings().hostName()).isEqualTo("desktop");
        assertThat(configuration.settings().stateFolder()).isEqualTo(Path.of("/srv/kss"));
        assertThat(configuration.settings().imagesFolder()).isEqualTo(folder.resolve("images"));
        assertThat(configuration.settings().transfer())
                .isEqualTo(new TransferSettings(OptionalLong.of(100_000_000), 8, OptionalInt.of(3)));
        assertThat(configuration.settings().vm("gaming"))
                .isEqualTo(new VmSettings(java.util.Set.of("vdc", "vdd"), Duration.ofMinutes(90)));
        assertThat(configuration.store().type()).isEqualTo("sftp");
        assertThat(configuration.store().keys().scalar("port")).contains("2222");
        assertThat(configuration.hypervisor().keys().string("uri")).contains("qemu:///session");
        assertThat(configuration.plugins()).contains(Path.of("/opt/kss-plugins"));
        assertThat(configuration.warnings()).isEmpty();
    }

    @Test
    void whatIsNotSaidHasDefaults() throws Exception {
        Configuration configuration = load(STORE);

        assertThat(configuration.settings().hostName()).isEqualTo("testhost");
        assertThat(configuration.settings().stateFolder()).isEqualTo(Path.of("/var/lib/kss"));
        assertThat(configuration.settings().imagesFolder()).isEqualTo(Path.of("/var/lib/libvirt/images"));
        assertThat(configuration.settings().transfer()).isEqualTo(TransferSettings.DEFAULT);
        assertThat(configuration.hypervisor().type()).isEqualTo("libvirt");
        assertThat(configuration.plugins()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    hots = "x"                      | hots                        | host
                    imagse = "/x"                   | imagse                      | images
                    sate = "/x"                     | sate                        | state
                    [transfer]\\nbandwith = "1MB/s"  | transfer.bandwith           | transfer.bandwidth
                    [transfer]\\nconection = 1       | transfer.conection          | transfer.connections
                    [transfers]\\nconnections = 1    | transfers                   | transfer
                    [retention]\\nkep = 1            | retention.kep               | retention.keep
                    [encryption]\\nrequire = false   | encryption.require          | encryption.required
                    [peers.laptop]\\nurl = "x"       | peers.laptop.url            | peers.laptop.uri
                    [plugins]\\nfoldr = "/x"         | plugins.foldr               | plugins.folder
                    [vm.gaming]\\nstop-timout = "3m" | vm.gaming.stop-timout       | vm.gaming.stop-timeout
                    [vm.gaming]\\nlocal-only = []    | vm.gaming.local-only        | vm.gaming.local-only-disks
                    """)
    void anUnknownKeyNamesTheNearestKnownOne(String line, String key, String nearest) {
        String text = line.replace("\\n", "\n");
        int lineNumber = text.startsWith("[") && !key.equals("transfers") ? 2 : 1;

        assertThatThrownBy(() -> load(text + "\n" + STORE))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(folder.resolve("kss.toml") + ", line " + lineNumber + ": '" + key
                        + "' is not a known key; the nearest known one is '" + nearest + "'.");
    }

    @Test
    void anUnknownKeyThatResemblesNothingListsTheKnownOnes() {
        assertThatThrownBy(() -> load("[transfer]\nxyzzyplugh12 = 1\n" + STORE))
                .hasMessageContaining("known here: bandwidth, compression, connections");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    host = 5                             | 'host' must be text in quotes, not a number
                    host = ""                            | 'host' must not be empty
                    host = "my host"                     | 'host' must be 1 to 63 letters
                    host = "../x"                        | 'host' must be 1 to 63 letters
                    host = "localhost"                   | 'host' must tell this host from the others
                    host = ["a"]                         | 'host' must be text in quotes, not a list
                    state = "relative"                   | 'state' must be an absolute path
                    state = true                         | 'state' must be text in quotes, not true or false
                    state = "/a\\u0000b"                 | 'state' is not a path
                    images = 1.5                         | 'images' must be text in quotes, not a number
                    images = "images"                    | 'images' must be an absolute path
                    store = "directory"                  | 'store' must be a table: write [store]
                    hypervisor = 1                       | 'hypervisor' must be a table
                    vm = []                              | 'vm' must be a table
                    transfer.bandwidth = 100             | 'transfer.bandwidth' must be text in quotes, not a number
                    transfer.bandwidth = "fast"          | 'transfer.bandwidth' must be a speed such as "100MB/s"
                    transfer.bandwidth = "100"           | 'transfer.bandwidth' must be a speed
                    transfer.bandwidth = "100MB"         | 'transfer.bandwidth' must be a speed
                    transfer.bandwidth = "-1MB/s"        | 'transfer.bandwidth' must be a speed
                    transfer.bandwidth = "0MB/s"         | 'transfer.bandwidth' must be a speed
                    transfer.bandwidth = "1XB/s"         | 'transfer.bandwidth' must be a speed
                    transfer.bandwidth = "999999999999999GB/s" | 'transfer.bandwidth' must be a speed
                    transfer.connections = 0             | 'transfer.connections' must be a whole number from 1 to 32, not 0
                    transfer.connections = 33            | 'transfer.connections' must be a whole number from 1 to 32, not 33
                    transfer.connections = "4"           | 'transfer.connections' must be a whole number from 1 to 32, not text
                    transfer.connections = 1.5           | 'transfer.connections' must be a whole number
                    transfer.connections = 99999999999999999999 | 'transfer.connections' must be a whole number
                    transfer.compression = "fast"        | 'transfer.compression' must be "auto" or a zstd level from -7 to 19
                    transfer.compression = 20            | 'transfer.compression' must be "auto" or a zstd level
                    transfer.compression = -8            | 'transfer.compression' must be "auto" or a zstd level
                    transfer.compression = "3"           | 'transfer.compression' must be "auto" or a zstd level
                    transfer.compression = true          | 'transfer.compression' must be "auto" or a zstd level
                    retention.keep = 0                   | 'retention.keep' must be a whole number from 1
                    retention.max-chain = "many"         | 'retention.max-chain' must be a whole number from 2 to 150
                    retention.max-chain = 151            | 'retention.max-chain' must be a whole number from 2 to 150
                    retention.daily = -1                 | 'retention.daily' must be a whole number from 0
                    retention.max-size = "much"          | 'retention.max-size' must be an amount such as "200GB"
                    encryption.required = "yes"          | 'encryption.required' must be true or false, without quotes, not text
                    encryption.required = true           | 'encryption.required' asks for encryption, which this version does not have
                    encryption.key-file = "/k"           | 'encryption.key-file' asks for encryption, which this version does not have
                    peers.laptop = "qemu:///system"      | 'peers.laptop' must be a table
                    peers.laptop.uri = 1                 | 'peers.laptop.uri' must be text in quotes
                    peers.laptop = {}                    | 'peers.laptop.uri' is missing
                    plugins.folder = "plugins"           | 'plugins.folder' must be an absolute path
                    plugins.folder = 1                   | 'plugins.folder' must be text in quotes
                    vm.gaming = 1                        | 'vm.gaming' must be a table
                    vm.gaming.local-only-disks = "vdb"   | 'vm.gaming.local-only-disks' must be a list of texts
                    vm.gaming.local-only-disks = [1]     | 'vm.gaming.local-only-disks' must be a list of texts
                    vm.gaming.local-only-disks = ["../x"] | 'vm.gaming.local-only-disks' must name disks by their target
                    vm.gaming.stop-timeout = 180         | 'vm.gaming.stop-timeout' must be text in quotes
                    vm.gaming.stop-timeout = "soon"      | 'vm.gaming.stop-timeout' must be a time such as 90s, 3m or 1h
                    vm.gaming.stop-timeout = "0s"        | 'vm.gaming.stop-timeout' must be a time
                    vm.gaming.stop-timeout = "-3m"       | 'vm.gaming.stop-timeout' must be a time
                    vm.gaming.stop-timeout = "25h"       | 'vm.gaming.stop-timeout' must be a time
                    """)
    void nonsenseNamesFileLineKeyAndReason(String line, String message) {
        assertThatThrownBy(() -> load("\n" + line + "\n" + (line.startsWith("store") ? "" : STORE)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(folder.resolve("kss.toml") + ", line 2: " + message);
    }

    @Test
    void theStoresTypeIsRequired() {
        assertThatThrownBy(() -> load("host = \"a\"\n")).hasMessageContaining("'store.type' is missing");
        assertThatThrownBy(() -> load("[store]\npath = \"/x\"\n"))
                .hasMessageContaining("line 1: 'store.type' is missing");
    }

    @Test
    void retentionIsRead() throws Exception {
        assertThat(load(STORE + "[retention]\nkeep = 10\ndaily = 0\nmax-chain = 20\nmax-size = \"1.5GB\"\n")
                        .settings()
                        .retention())
                .isEqualTo(new Retention(10, 0, 4, 3, 20, OptionalLong.of(1_500_000_000)));
        assertThat(load(STORE).settings().retention()).isEqualTo(Retention.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password = hunter2",
                "password = \"hunter2",
                "password = 'hunter2\n",
                "password = \"hunter2\" hunter2",
                "[store]\npassword = \"hunter2\"\npassword = \"hunter2\"",
                "hunter2",
                "[hunter2",
                "password = \"\\hunter2\""
            })
    void aSyntaxErrorNamesTheLineButQuotesNothing(String text) {
        assertThatThrownBy(() -> load(text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("line ")
                .hasMessageContaining("not valid TOML")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aFileThatIsNoTextIsRefused() throws Exception {
        Path file = folder.resolve("kss.toml");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> loader(Map.of()).load(Optional.of(file)))
                .hasMessageContaining("not a UTF-8 text file");
    }

    @Test
    void aFolderIsNoConfigurationFile() {
        assertThatThrownBy(() -> loader(Map.of()).load(Optional.of(folder))).hasMessageContaining("is a folder");
    }

    @Test
    void aHugeFileIsRefused() throws Exception {
        Path file = folder.resolve("kss.toml");
        Files.writeString(file, "# " + "x".repeat(2 << 20));
        assertThatThrownBy(() -> loader(Map.of()).load(Optional.of(file))).hasMessageContaining("too large");
    }

    @Test
    void theOptionComesBeforeTheVariableBeforeTheUsersFileBeforeTheMachines() throws Exception {
        Path option = write("option.toml", "option");
        Path variable = write("variable.toml", "variable");
        Path own = write(".config/kss/kss.toml", "own");
        write("etc/kss.toml", "machine");

        assertThat(host(loader(Map.of("KSS_CONFIG", variable.toString())).load(Optional.of(option))))
                .isEqualTo("option");
        assertThat(host(loader(Map.of("KSS_CONFIG", variable.toString())).load(Optional.empty())))
                .isEqualTo("variable");
        assertThat(host(loader(Map.of()).load(Optional.empty()))).isEqualTo("own");
        Files.delete(own);
        assertThat(host(loader(Map.of()).load(Optional.empty()))).isEqualTo("machine");
    }

    @Test
    void aNamedFileThatIsMissingIsNotReplacedByAnother() throws Exception {
        write(".config/kss/kss.toml", "own");
        assertThatThrownBy(
                        () -> loader(Map.of("KSS_CONFIG", "/nowhere/kss.toml")).load(Optional.empty()))
                .hasMessage("KSS_CONFIG names /nowhere/kss.toml, but there is no such file.");
    }

    private static String host(Configuration configuration) {
        return configuration.settings().hostName();
    }

    private Path write(String name, String host) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "host = \"" + host + "\"\n" + STORE);
    }

    private Configuration load(String text) throws Exception {
        Path file = folder.resolve("kss.toml");
        Files.writeString(file, text, StandardCharsets.UTF_8);
        return loader(Map.of()).load(Optional.of(file));
    }

    private ConfigurationLoader loader(Map<String, String> variables) {
        return new ConfigurationLoader(
                new Environment(variables, folder, folder.resolve("etc/kss.toml"), Optional.of("testhost")));
    }
}
