package io.kss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.failure.Reason;
import io.kss.core.workspace.BackgroundPush;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HookCommandsTest {

    @TempDir
    Path folder;

    private TestCli cli;
    private Path root;
    private Path hook;
    private Path state;

    @BeforeEach
    void setUp() throws Exception {
        cli = new TestCli(folder);
        root = folder.resolve("root");
        hook = root.resolve("etc/libvirt/hooks/qemu.d/50-kss");
        state = Files.createDirectories(folder.resolve("state"));
        System.setProperty("kss.home", folder.resolve("it's kss").toString());
    }

    @AfterEach
    void forgetTheLauncher() {
        System.clearProperty("kss.home");
    }

    @Test
    void installIsIdempotentAndRemoveLeavesNothing() throws Exception {
        assertThat(run("install")).isZero();
        assertThat(cli.out).contains("installed " + hook);
        assertThat(hook).isExecutable();
        assertThat(run("status")).isZero();
        assertThat(run("install")).isZero();
        assertThat(cli.out).isEqualTo("Everything is installed already.\n");

        assertThat(run("remove")).isZero();
        assertThat(files()).isEmpty();
        assertThat(run("remove")).isZero();
        assertThat(run("status")).isEqualTo(8);
        assertThat(cli.out).contains(hook + ": missing").contains("next: sudo kss hooks install");
    }

    @Test
    void aHookOfTheUsersOwnStays() throws Exception {
        Path own = hook.resolveSibling("10-mine");
        Files.createDirectories(own.getParent());
        Files.writeString(own, "#!/bin/sh\n");
        run("install");
        run("remove");
        assertThat(files()).containsExactly(own);
    }

    @Test
    void whatAnotherVersionInstalledIsToldAndReplaced() throws Exception {
        run("install");
        Files.writeString(hook, "#!/bin/sh\n# older\n");
        assertThat(run("status")).isEqualTo(8);
        assertThat(cli.out).contains(hook + ": not what this kss would install here");
        run("install");
        assertThat(cli.out).isEqualTo("installed " + hook + "\n");
        assertThat(run("status")).isZero();
    }

    @Test
    void aUsersOwnLibvirtIsRefusedWithTheReason() {
        cli.config(TestCli.minimalConfig(folder) + "[hypervisor]\ntype = \"libvirt\"\nuri = \"qemu:///session\"\n");
        assertThat(run("install")).isEqualTo(2);
        assertThat(cli.err).contains("qemu:///session").contains("kss start");
    }

    @Test
    void theUnitsAreWhatSystemdUnderstands() throws Exception {
        run("install");
        String pending = Files.readString(root.resolve("etc/systemd/system/kss-pending.service"));
        assertThat(pending)
                .contains("ExecStart=/bin/sh \"" + folder + "/it's kss/bin/kss\" --config \"")
                .contains("hooks boot");
        assertThat(root.resolve("etc/systemd/system/multi-user.target.wants/kss-shutdown.service"))
                .hasSameTextualContentAs(root.resolve("etc/systemd/system/kss-shutdown.service"));
    }

    @Test
    void theScriptAsksKssOnlyAboutManagedVmsWhateverTheyAreCalled() throws Exception {
        fakeLauncher("echo \"asked $*\" >&2; exit 4");
        run("install");
        for (String name : List.of("daily", "ubuntu22.04", "Größe 1", "it's")) {
            assertThat(hook("prepare", "begin", name)).as(name).isEqualTo("0: ");
            Path vm = Files.createDirectories(state.resolve("vms").resolve(encoded(name)));
            Files.writeString(vm.resolve("vm"), "");
            assertThat(hook("prepare", "begin", name))
                    .as(name)
                    .startsWith("4: asked --config ")
                    .endsWith("hooks call " + name + " prepare\n");
            assertThat(hook("reconnect", "begin", name)).isEqualTo("0: ");
            assertThat(hook("started", "begin", name)).isEqualTo("0: ");
            assertThat(vm.resolve("started")).exists();
        }
    }

    @Test
    void aManagedVmDoesNotStartWhenKssIsGone() throws Exception {
        run("install");
        Files.createDirectories(state.resolve("vms/daily"));
        Files.writeString(state.resolve("vms/daily/vm"), "");
        assertThat(hook("prepare", "begin", "daily")).startsWith("1: kss: daily is managed by kss, but there is no");
        assertThat(hook("prepare", "begin", "other")).isEqualTo("0: ");
    }

    @Test
    void theScriptWaitsForNothingWhenAVmStopped() throws Exception {
        fakeLauncher("sleep 2; echo \"$*\" > '" + folder + "/said'");
        run("install");
        Path vm = Files.createDirectories(state.resolve("vms/daily"));
        Files.writeString(vm.resolve("vm"), "");
        assertThat(hook("release", "end", "daily")).isEqualTo("0: ");
        Files.writeString(vm.resolve("run"), "");
        assertThat(hook("release", "end", "daily")).isEqualTo("0: ");
        assertThat(folder.resolve("said")).doesNotExist();
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(folder.resolve("said")).content().contains("hooks after-stop daily"));
    }

    @Test
    void refusedStartsTellWhyAndHow() {
        cli.keyboard = "<domain/>";
        cli.kss.hooks.refusals.put("gaming", FakeKss.refusal(Reason.LEASED_ELSEWHERE));
        assertThat(cli.run("hooks", "call", "gaming", "prepare")).isEqualTo(4);
        assertThat(cli.err).contains("It is leased-elsewhere.").contains("kss way one");
        assertThat(cli.run("hooks", "call", "work", "prepare")).isZero();
        assertThat(cli.out).isEmpty();
        cli.run("hooks", "call", "work", "migrate");
        assertThat(cli.kss.hooks.calls).containsExactly("start gaming", "start work", "incoming work");
    }

    @Test
    void oneVmInTroubleDoesNotKeepTheOthersFromBeingSent() {
        cli.kss.hooks.managed.addAll(List.of("gaming", "work"));
        cli.kss.hooks.refusals.put("gaming", FakeKss.refusal(Reason.DIVERGED));
        cli.kss.hooks.push = Optional.of(
                new BackgroundPush(Samples.NOW, BackgroundPush.Outcome.DONE, "Sent 1 snapshot.", List.of()));
        assertThat(cli.run("hooks", "boot")).isZero();
        assertThat(cli.out).contains("It is diverged.").contains("work: Sent 1 snapshot.");
        cli.kss.hooks.refusals.put("gaming", FakeKss.refusal(Reason.STORE_UNAVAILABLE));
        assertThat(cli.run("hooks", "boot")).isEqualTo(6);
        cli.kss.hooks.calls.clear();
        assertThat(cli.run("hooks", "shutdown")).isEqualTo(6);
        assertThat(cli.kss.hooks.calls)
                .containsExactlyInAnyOrder("bringDown gaming", "bringDown work", "goOn gaming", "goOn work");
    }

    private int run(String command) {
        return cli.run("hooks", command, "--root", root.toString());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private void fakeLauncher(String script) throws IOException {
        Path launcher = folder.resolve("it's kss/bin/kss");
        Files.createDirectories(launcher.getParent());
        Files.writeString(launcher, "#!/bin/sh\n" + script + "\n");
    }

    /** Exit code and what was said. */
    private String hook(String operation, String sub, String vm) throws Exception {
        Process process = new ProcessBuilder(hook.toString(), vm, operation, sub, "-")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + ": " + said;
    }

    private static String encoded(String name) {
        StringBuilder folder = new StringBuilder();
        for (byte each : name.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
            boolean plain = each > 0 && (Character.isLetterOrDigit(each) || each == '-' || each == '_');
            folder.append(plain ? String.valueOf((char) each) : String.format("%%%02X", each & 0xff));
        }
        return folder.toString();
    }
}
