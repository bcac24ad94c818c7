package io.kss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.cli.failure.ExitCode;
import io.kss.core.failure.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a run ends that does not do what it was told, and what every command takes. */
class RefusalsTest {

    @TempDir
    Path folder;

    private TestCli cli;

    @BeforeEach
    void setUp() {
        cli = new TestCli(folder);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyRefusalGoesToStandardErrorWithItsExitCode(Reason reason) {
        cli.kss.refusal = Optional.of(FakeKss.refusal(reason));

        assertThat(cli.run("init")).isEqualTo(ExitCode.of(reason).code());

        assertThat(cli.out).isEmpty();
        assertThat(cli.err).startsWith("kss: ").doesNotContain("Exception").doesNotContain("\tat ");
    }

    @Test
    void aRefusalShowsEveryWayOutOnItsOwnLine() {
        cli.kss.vm("gaming").push = () -> {
            throw FakeKss.refusal(Reason.LEASED_ELSEWHERE);
        };

        assertThat(cli.run("push", "gaming")).isEqualTo(4);

        assertThat(cli.err).isEqualTo("""
                        kss: It is leased-elsewhere.
                        Ways out:
                          kss way one
                          kss way two
                        """);
    }

    @Test
    void somethingUnforeseenGoesToALogAndNotToTheTerminal() throws Exception {
        Files.createDirectories(folder.resolve("state"));
        cli.kss.vm("gaming").push = () -> {
            throw new IllegalStateException("the moon is in the wrong house");
        };

        assertThat(cli.run("push", "gaming")).isEqualTo(1);

        assertThat(cli.out).isEmpty();
        assertThat(cli.err).contains("the moon is in the wrong house").doesNotContain("\tat ");
        try (Stream<Path> files = Files.list(folder.resolve("state"))) {
            Path log = files.filter(file -> file.getFileName().toString().startsWith("kss-crash-"))
                    .findFirst()
                    .orElseThrow();
            assertThat(cli.err).contains(log.toString());
            assertThat(log).content().contains("command: kss push gaming").contains("\tat ");
        }
    }

    @Test
    void withoutAStateFolderTheLogGoesToTheTemporaryFolder() {
        cli.kss.refusal = Optional.of(FakeKss.refusal(Reason.UNEXPECTED));
        assertThat(cli.run("init")).isEqualTo(1);
        assertThat(cli.err).contains(cli.home.resolve("kss-crash-").toString());
    }

    @Test
    void theStackTraceIsShownToWhoeverAsksForIt() {
        cli.variables.put("KSS_DEBUG", "1");
        cli.kss.refusal = Optional.of(FakeKss.refusal(Reason.UNEXPECTED));
        cli.run("init");
        assertThat(cli.err).contains("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "init extra",
                "init --nonsense",
                "status --nonsense",
                "status a/b",
                "list",
                "list a b",
                "list a --local --remote",
                "push",
                "push a b",
                "push a --repair=maybe",
                "pull",
                "pull a --at",
                "pull a --at he@d",
                "pull a --at 12",
                "pull a --at ../../etc",
                "delta",
                "start",
                "start a b",
                "start a --offline=perhaps",
                "stop",
                "stop a --timeout",
                "stop a --timeout soon",
                "stop a --timeout 0s",
                "stop a --timeout -3m",
                "stop a --timeout 25h",
                "stop a --timeout 99999999999999999999s",
                "resolve a --keep",
                "resolve a --keep mine",
                "resolve --keep local",
                "lease",
                "lease a b",
                "verify a b",
                "verify --shallow",
                "gc everything",
                "gc --dry",
                "doctor who",
                "snapshot",
                "snapshot create",
                "snapshot create a b",
                "snapshot merge a",
                "snapshot revert a",
                "snapshot revert a 12",
                "snapshot revert a x/y",
                "branch",
                "branch list",
                "branch adopt a",
                "branch delete a",
                "branch delete a b c",
                "clone",
                "clone a",
                "clone a@ b",
                "clone a@12 b",
                "clone @1234 b",
                "clone a b/c",
                "forget",
                "forget a b",
                "store",
                "store types all",
                "store check all",
                "--config",
                "status --config",
                "push -x"
            })
    void nonsenseIsWrongUsage(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");

        assertThat(cli.run(arguments)).isEqualTo(2);

        assertThat(cli.out).isEmpty();
        assertThat(cli.err).startsWith("kss: ").contains("--help").doesNotContain("Exception");
        assertThat(cli.kss.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a/b", "../../etc/passwd", "a\u0000b", "a\u001b[2Jb", "a\nb"})
    void namesThatNoVmCanHaveAreRefusedBeforeAnythingIsOpened(String name) {
        for (String command :
                List.of("push", "pull", "start", "stop", "list", "delta", "lease", "status", "verify", "forget")) {
            assertThat(cli.run(command, name)).as(command).isEqualTo(2);
            assertThat(cli.err).doesNotContain("\u001b");
        }
        assertThat(cli.opened).isEmpty();
    }

    @Test
    void helpAndVersionNeedNoConfiguration() throws Exception {
        Files.delete(cli.home.resolve(".config/kss/kss.toml"));

        assertThat(cli.run("--help")).isZero();
        assertThat(cli.out).contains("status").contains("resolve").contains("--json");
        assertThat(cli.run("stop", "--help")).isZero();
        assertThat(cli.out).contains("--timeout=T").contains("--no-push").contains("--config");
        assertThat(cli.run("--version")).isZero();
        assertThat(cli.out).startsWith("kss ");
    }

    @Test
    void withoutAConfigurationFileAnExampleIsShown() throws Exception {
        Files.delete(cli.home.resolve(".config/kss/kss.toml"));

        assertThat(cli.run("status")).isEqualTo(2);

        assertThat(cli.err)
                .contains("There is no configuration file")
                .contains("[store]")
                .contains("type = \"libvirt\"");
    }

    @Test
    void globalOptionsStandBeforeOrAfterTheCommand() {
        Path other = folder.resolve("other.toml");
        assertThat(cli.run("--config", other.toString(), "status")).isEqualTo(2);
        assertThat(cli.err).contains("there is no such file");
        assertThat(cli.run("status", "--config", other.toString())).isEqualTo(2);
        assertThat(cli.run("--json", "gc")).isZero();
        assertThat(cli.out).startsWith("{\"schema\":1,");
        assertThat(cli.run("snapshot", "create", "gaming", "--json")).isZero();
        assertThat(cli.out).startsWith("{\"schema\":1,");
    }
}
