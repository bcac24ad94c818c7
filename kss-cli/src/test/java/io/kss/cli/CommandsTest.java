package io.kss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.cli.failure.ExitCode;
import io.kss.core.Finding;
import io.kss.core.PullResult;
import io.kss.core.PushResult;
import io.kss.core.StopResult;
import io.kss.core.VerifyReport;
import io.kss.core.VmDelta;
import io.kss.core.failure.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

    @TempDir
    Path folder;

    private TestCli cli;

    @BeforeEach
    void setUp() {
        cli = new TestCli(folder);
    }

    @Test
    void statusShowsEveryVmWithoutNamingAny() {
        cli.kss.vm("gaming").status = Samples.inSync("gaming");
        cli.kss.vm("work").status = Samples.diverged("work");

        assertThat(cli.run("status")).isZero();

        assertThat(cli.out).contains("gaming: off, in sync").contains("work: off, diverged");
        assertThat(cli.err).isEmpty();
    }

    @Test
    void statusOfNamedVmsAsksOnlyForThose() {
        cli.kss.vm("gaming");
        cli.kss.vm("work");

        cli.run("status", "work");

        assertThat(cli.kss.vm("gaming").calls).isEmpty();
        assertThat(cli.kss.vm("work").calls).containsExactly("status");
    }

    @Test
    void statusOfOneBrokenVmDoesNotHideTheOthers() {
        cli.kss.vm("broken").failStatus = Optional.of(FakeKss.refusal(Reason.SEALED_LAYER_CHANGED));
        cli.kss.vm("gaming");

        assertThat(cli.run("status")).isEqualTo(7);

        assertThat(cli.out).contains("It is sealed-layer-changed.").contains("gaming: off, in sync");
    }

    @Test
    void statusWithoutAnyVmSaysSo() {
        assertThat(cli.run("status")).isZero();
        assertThat(cli.out).contains("No VMs");
    }

    @Test
    void listFiltersBySide() {
        cli.kss.vm("gaming").snapshots = List.of(Samples.LAPTOP_SNAPSHOT, Samples.DESKTOP_SNAPSHOT, Samples.BASE);

        cli.run("list", "gaming");
        assertThat(cli.out).contains("1a1a1a1a").contains("2b2b2b2b").contains("3c3c3c3c");
        cli.run("list", "gaming", "--local");
        assertThat(cli.out).contains("1a1a1a1a").contains("3c3c3c3c").doesNotContain("2b2b2b2b");
        cli.run("list", "gaming", "--remote");
        assertThat(cli.out).contains("1a1a1a1a").contains("2b2b2b2b").doesNotContain("3c3c3c3c");
    }

    @Test
    void pushTellsWhatWasSent() {
        cli.kss.vm("gaming").push =
                () -> new PushResult(List.of(Samples.DESKTOP_SNAPSHOT), 350_000_000, 120_000_000, true);

        assertThat(cli.run("push", "gaming")).isZero();

        assertThat(cli.out)
                .isEqualTo(
                        "gaming: sent 1 snapshot, 350 MB of changes, 120 MB added to the store; the lease is free\n");
    }

    @Test
    void pushWithRepairRepairs() {
        cli.run("push", "gaming", "--repair");
        assertThat(cli.kss.vm("gaming").calls).containsExactly("repair");
    }

    @Test
    void pullTellsWhatWasFetched() {
        cli.kss.vm("gaming").pull =
                () -> new PullResult(Optional.of(Samples.LAPTOP_SNAPSHOT), true, 1_200_000_000, 400_000_000);

        assertThat(cli.run("pull", "gaming")).isZero();

        assertThat(cli.out)
                .isEqualTo("gaming: fetched 1.2 GB, 400 MB over the wire; now at 2b2b2b2b, laptop, 2026-11-03 18:22,"
                        + " 1.2 GB\n");
    }

    @Test
    void pullFetchesAnOlderSnapshotByTheBeginningOfItsId() {
        assertThat(cli.run("pull", "gaming", "--at", "1A1A1A1A")).isZero();
        assertThat(cli.kss.vm("gaming").calls).containsExactly("pull at 1a1a1a1a");
    }

    @Test
    void deltaShowsDiskByDisk() {
        cli.kss.vm("gaming").delta = new VmDelta(
                List.of(new VmDelta.Disk("vda", 1_200_000_000, 19_200, 2), new VmDelta.Disk("vdb", 65_536, 1, 1)),
                List.of(),
                Optional.of(Duration.ofSeconds(130)));

        assertThat(cli.run("delta", "gaming")).isZero();

        assertThat(cli.out).isEqualTo("""
                        gaming: to send, 1.2 GB before compression
                          DISK  CHANGED  GRAINS  SNAPSHOTS
                          vda    1.2 GB  19,200          2
                          vdb     66 kB       1          1
                        Estimated time: 2 min 10 s
                        """);
    }

    @Test
    void startPassesItsOptionsOn() {
        cli.run("start", "gaming", "--offline", "--no-snapshot", "--break");
        assertThat(cli.kss.vm("gaming").calls)
                .containsExactly("StartOptions[offline=true, keepActiveLayer=true, breakLease=true]");
        assertThat(cli.out).isEqualTo("gaming: running\n");
    }

    @Test
    void stopPassesItsOptionsOn() {
        cli.kss.vm("gaming").stop = () -> new StopResult(Optional.of(Samples.DESKTOP_SNAPSHOT), Optional.empty(), true);

        assertThat(cli.run("stop", "gaming", "--no-push", "--force", "--timeout", "90s"))
                .isZero();

        assertThat(cli.kss.vm("gaming").calls)
                .containsExactly("StopOptions[push=false, timeout=Optional[PT1M30S], force=true]");
        assertThat(cli.out).isEqualTo("""
                        gaming: off (the power was cut), snapshot 3c3c3c3c
                        gaming: not sent; this host keeps the lease
                        """);
    }

    @Test
    void resolveNeedsASide() {
        assertThat(cli.run("resolve", "gaming")).isEqualTo(2);
        assertThat(cli.run("resolve", "gaming", "--keep", "both")).isZero();
        assertThat(cli.kss.vm("gaming").calls).containsExactly("resolve BOTH");
        assertThat(cli.out).contains("kept as branch desktop-2026-11-03").contains("as VM gaming-desktop");
    }

    @Test
    void leaseTellsTheHolderAndBreaksOnlyWhenTold() {
        cli.kss.vm("gaming").lease = Optional.of(Samples.LAPTOP_LEASE);

        cli.run("lease", "gaming");
        assertThat(cli.out).isEqualTo("gaming: leased by laptop since 2026-11-03 18:22\n");
        cli.run("lease", "gaming", "--break");
        assertThat(cli.out).isEqualTo("gaming: broke the lease that laptop held since 2026-11-03 18:22\n");
        assertThat(cli.kss.vm("gaming").calls).containsExactly("lease", "breakLease");
    }

    @Test
    void verifyThatFindsDamageEndsWithSeven() {
        assertThat(cli.run("verify")).isZero();
        cli.kss.verify = new VerifyReport(1, 2, 3, 1_000_000, List.of("pack 77 is missing"), List.of("The index was written anew."));

        assertThat(cli.run("verify", "gaming", "--deep")).isEqualTo(7);

        assertThat(cli.out).contains("damaged: pack 77 is missing").contains("1 problem in 1 VM, 2 snapshots, 3 packs");
        assertThat(cli.kss.calls).containsExactly("verify everything", "verify gaming deep");
    }

    @Test
    void gcSaysWhatItFreedOrWouldFree() {
        cli.run("gc", "--dry-run");
        assertThat(cli.out).startsWith("Would free 1.5 GB: 3 packs deleted, 1 pack rewritten; 20 GB in use");
        cli.run("gc");
        assertThat(cli.out).startsWith("Freed 1.5 GB");
        assertThat(cli.kss.calls).containsExactly("gc dry", "gc");
    }

    @Test
    void doctorEndsWithEightOnlyIfSomethingIsInTheWay() {
        cli.kss.findings.add(new Finding(
                Finding.Level.WARNING, "gaming", "Its disk is raw.", Optional.of("kss snapshot create gaming")));
        assertThat(cli.run("doctor")).isZero();
        cli.kss.findings.add(new Finding(Finding.Level.PROBLEM, "store", "It is read-only.", Optional.empty()));

        assertThat(cli.run("doctor")).isEqualTo(8);

        assertThat(cli.out)
                .contains("configuration  ok       Read from ")
                .contains("gaming         warning  Its disk is raw.")
                .contains("store          PROBLEM  It is read-only.")
                .endsWith("What to do:\n  gaming: kss snapshot create gaming\n");
    }

    @Test
    void snapshotCreateTellsWhenNothingChanged() {
        cli.run("snapshot", "create", "gaming");
        assertThat(cli.out).isEqualTo("gaming: nothing changed since the last snapshot\n");
        cli.kss.vm("gaming").made = Optional.of(Samples.DESKTOP_SNAPSHOT);
        cli.run("snapshot", "create", "gaming");
        assertThat(cli.out).isEqualTo("gaming: snapshot 3c3c3c3c, desktop, 2026-11-03 18:23, 350 MB\n");
    }

    @Test
    void initNamesTheRepository() {
        assertThat(cli.run("init")).isZero();
        assertThat(cli.out).contains("0123456789abcdef0123456789abcdef");
    }

    @Test
    void theLibraryIsClosedHoweverTheRunEnds() {
        cli.kss.refusal = Optional.of(FakeKss.refusal(Reason.BUSY));
        cli.run("init");
        assertThat(cli.kss.closed).isTrue();
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
                "pull a --at head",
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
                "store",
                "store types all",
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
        for (String command : List.of("push", "pull", "start", "stop", "list", "delta", "lease", "status", "verify")) {
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
