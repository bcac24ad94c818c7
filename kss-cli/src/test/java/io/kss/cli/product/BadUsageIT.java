package io.kss.cli.product;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nonsense in arguments and in the configuration, through the launcher: what the unit tests say holds for the product. */
class BadUsageIT {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "host = \"a b/c\" | host",
                "host = 7 | host",
                "state = \"relative\" | state",
                "images = \"\" | images",
                "imags = \"/x\" | images",
                "hypervisor.type = \"xen\" | xen",
                "hypervisor.uri = \"http://x\" | uri",
                "hypervisor.network = \"bridge:\" | network",
                "hypervisor.boot-files = \"x\" | boot-files",
                "transfer.bandwidth = \"fast\" | bandwidth",
                "transfer.connections = 0 | connections",
                "transfer.compression = 99 | compression",
                "transfer.compresion = 1 | compression",
                "retention.keep = -1 | keep",
                "retention.max-size = \"much\" | max-size",
                "vm.x.stop-timeout = \"soon\" | stop-timeout",
                "vm.x.local-only-disks = \"vda\" | local-only-disks",
                "plugins.folder = \"x\" | folder",
                "peers.x.uri = 3 | uri",
                "encryption.required = true | encryption",
                "store.type = \"ftp\" | ftp",
                "store.path = \"x\" | path",
                "store.pth = \"/x\" | path",
                "store = 1 | store",
                "= | kss.toml",
            })
    void nonsenseInTheConfigurationIsNamed(String line, String key) throws Exception {
        StringBuilder toml = new StringBuilder(line + "\n");
        if (!line.startsWith("store.type") && !line.startsWith("store =")) {
            toml.append("store.type = \"directory\"\n");
        }
        if (!line.startsWith("store.path") && !line.startsWith("store =")) {
            toml.append("store.path = \"" + folder + "\"\n");
        }
        if (!line.startsWith("state")) {
            toml.append("state = \"" + folder.resolve("state") + "\"\n");
        }
        if (line.startsWith("hypervisor")) {
            // the hypervisor is asked only when there is a repository
            Path good = Files.writeString(
                    folder.resolve("good.toml"), "store.type = \"directory\"\nstore.path = \"" + folder + "\"\n");
            kss(Map.of("KSS_CONFIG", good.toString()), "init").ends(0);
        }
        Path file = Files.writeString(folder.resolve("kss.toml"), toml);
        kss(Map.of("KSS_CONFIG", file.toString()), "push", "vm").ends(2).says(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "frobnicate",
                "push",
                "push a b",
                "push ../../etc",
                "push /etc/passwd",
                "pull vm --at x@z",
                "pull vm --at",
                "pull vm --at ../../../x",
                "stop vm --timeout soon",
                "stop vm --timeout -5s",
                "resolve vm",
                "resolve vm --keep mine",
                "list vm --local --remote",
                "snapshot",
                "snapshot destroy vm",
                "start vm --ofline",
                "lease",
                "verify --deeep",
                "gc now",
                "status --config",
            })
    void nonsenseInTheArgumentsIsWrongUsage(String line) throws Exception {
        Path file = Files.writeString(
                folder.resolve("kss.toml"),
                "state = \"%s/state\"\n[store]\ntype = \"directory\"\npath = \"%s\"\n".formatted(folder, folder));
        kss(Map.of("KSS_CONFIG", file.toString()), line.isEmpty() ? new String[0] : line.split(" "))
                .ends(2)
                .says("kss");
    }

    @Test
    void withoutAConfigurationItSaysWhereOneIsLookedFor() throws Exception {
        assumeFalse(Files.exists(Path.of("/etc/kss/kss.toml")), "this machine has a configuration of its own");
        kss(Map.of("KSS_JAVA_OPTS", "-Duser.home=" + folder), "status")
                .ends(2)
                .says(folder.resolve(".config/kss/kss.toml").toString())
                .says("/etc/kss/kss.toml");
    }

    @Test
    void configurationThatIsNotThereIsNotReplacedByAnother() throws Exception {
        Path missing = folder.resolve("missing.toml");
        kss(Map.of(), "status", "--config", missing.toString()).ends(2).says(missing.toString());
        kss(Map.of("KSS_CONFIG", missing.toString()), "status").ends(2).says(missing.toString());
    }

    private Outcome kss(Map<String, String> environment, String... arguments) throws Exception {
        return KssRun.start("host", folder, List.of(), environment, List.of(arguments))
                .end();
    }
}
