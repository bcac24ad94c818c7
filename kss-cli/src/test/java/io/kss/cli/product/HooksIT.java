package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.libvirt.PrivateLibvirt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** VMs that are started and stopped with virsh and from inside, on real libvirt daemons that run the installed hook. */
class HooksIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final List<PrivateLibvirt> daemons = new ArrayList<>();
    private ProductHost desktop;
    private ProductHost laptop;

    @BeforeEach
    void twoHosts() throws Exception {
        assumeTrue(Namespace.possible(), "a libvirt daemon with hooks of its own needs root");
        Path store = Files.createDirectories(folder.resolve("nas"));
        desktop = host("desktop", StoreTable.directory(store));
        laptop = host("laptop", StoreTable.directory(store));
        desktop.kss("init").ends(0);
    }

    private ProductHost host(String name, String store) throws Exception {
        PrivateLibvirt daemon = PrivateLibvirt.start();
        daemons.add(daemon);
        ProductHost host = new ProductHost(name, folder.resolve(name), daemon, store);
        Path etc = Files.createDirectories(root(host).resolve("etc"));
        Files.createSymbolicLink(etc.resolve("libvirt"), daemon.etc());
        return host;
    }

    @AfterEach
    void stopDaemons() throws Exception {
        for (PrivateLibvirt daemon : daemons) {
            daemon.closeAndDelete();
        }
    }

    @Test
    void virshGoesByTheRules() throws Exception {
        TestVm vm = TestVm.define(desktop, "daily 1.0", "64M");
        handedToLaptop(vm);
        install(desktop);
        install(laptop);

        laptop.libvirt().virsh("start", vm.name());
        assertThat(lease(desktop, vm)).isEqualTo("laptop");
        refused(desktop, vm, "is leased by laptop", "kss stop " + vm.name());
        vm.io(laptop, "vda", List.of("write -P 17 1M 64k"));
        laptop.libvirt().virsh("destroy", vm.name());
        awaitSent(laptop, vm);
        assertThat(lease(desktop, vm)).isEmpty();

        refused(desktop, vm, "has a newer state", "kss start " + vm.name());
        desktop.kss("start", vm.name()).ends(0);
        vm.io(desktop, "vda", List.of("read -P 17 1M 64k"));
        refused(laptop, vm, "is leased by desktop");
        vm.io(desktop, "vda", List.of("write -P 18 1M 64k"));
        desktop.libvirt().virsh("destroy", vm.name());
        awaitSent(desktop, vm);

        laptop.kss("start", vm.name()).ends(0);
        laptop.kss("stop", vm.name(), "--force", "--timeout", "1s").ends(0);
        assertThat(lease(desktop, vm)).isEmpty();

        TestVm stranger = TestVm.define(laptop, "stranger", "1M");
        laptop.libvirt().virsh("start", stranger.name());
        remove(laptop);
    }

    @Test
    void aStartThatFailsLaterGivesTheLeaseBack() throws Exception {
        TestVm vm = TestVm.define(desktop, "daily", "64M");
        handedToLaptop(vm);
        install(laptop);
        Path other = laptop.libvirt().etc().resolve("hooks/qemu.d/60-another");
        Files.writeString(other, "#!/bin/sh\n[ \"$2\" != start ]\n");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> laptop.libvirt().virsh("start", vm.name())).hasMessageContaining("60-another");
        await().atMost(PATIENCE).until(() -> !marked(laptop, vm, "run"));
        assertThat(lease(desktop, vm)).isEmpty();
        Files.delete(other);
        laptop.libvirt().virsh("start", vm.name());
    }

    @Test
    void aPushThatIsKilledGoesOnWhenTheHostComesUp() throws Exception {
        TestVm vm = TestVm.define(desktop, "daily", "64M");
        handedToLaptop(vm);
        laptop.configure(
                Files.readString(laptop.folder().resolve("kss.toml")) + "[transfer]\nbandwidth = \"500kB/s\"\n");
        install(laptop);
        laptop.libvirt().virsh("start", vm.name());
        vm.io(laptop, "vda", List.of("write -s /dev/urandom 0 16M"));
        laptop.libvirt().virsh("destroy", vm.name());
        await().atMost(PATIENCE).until(() -> marked(laptop, vm, "pushing"));
        Thread.sleep(2000);
        kill("after-stop");
        assertThat(marked(laptop, vm, "pushing")).isTrue();
        assertThat(lease(desktop, vm)).isEqualTo("laptop");

        laptop.configure(laptop.configuration(StoreTable.directory(folder.resolve("nas"))));
        laptop.kss("hooks", "boot").ends(0).says("Sent 1 snapshot");
        laptop.kss("hooks", "boot").ends(0);
        assertThat(lease(desktop, vm)).isEmpty();
        desktop.kss("start", vm.name()).ends(0);
    }

    @Test
    void aStartNeedNotWaitForThePushOfTheLastStop() throws Exception {
        TestVm vm = TestVm.define(desktop, "daily", "64M");
        handedToLaptop(vm);
        laptop.configure(
                Files.readString(laptop.folder().resolve("kss.toml")) + "[transfer]\nbandwidth = \"100kB/s\"\n");
        install(laptop);
        laptop.libvirt().virsh("start", vm.name());
        vm.io(laptop, "vda", List.of("write -s /dev/urandom 0 16M"));
        laptop.libvirt().virsh("destroy", vm.name());
        await().atMost(PATIENCE).until(() -> marked(laptop, vm, "pushing"));
        // While the other one waits for libvirt, which waits for the hook, the start is refused; that ends by itself.
        await().atMost(PATIENCE).until(() -> {
            tryToStart(laptop, vm);
            return vm.runs(laptop);
        });
        assertThat(lease(desktop, vm)).isEqualTo("laptop");
        await().atMost(PATIENCE).until(() -> background(laptop, vm).equals("gave-way"));
    }

    @Test
    void aHostThatGoesDownStopsAndSendsItsVms() throws Exception {
        assumeTrue(RealGuest.possible(), "no guest to boot: -Dkss.guest names none");
        TestVm vm = RealGuest.define(desktop, "guest");
        desktop.kss("push", vm.name()).ends(0);
        install(desktop);

        desktop.libvirt().virsh("start", vm.name());
        GuestAgent agent = RealGuest.ready(desktop, vm);
        agent.run("guest-write home rebooted 1");
        int process =
                Integer.parseInt(desktop.libvirt().virsh("domid", vm.name()).strip());
        agent.run("rm /run/ready; (sleep 1; reboot -f) >/dev/null 2>&1 &");
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> agent.run("cat /proc/uptime | cut -d. -f1").strip().length() < 3);
        RealGuest.ready(desktop, vm);
        assertThat(Integer.parseInt(desktop.libvirt().virsh("domid", vm.name()).strip()))
                .isEqualTo(process);
        assertThat(lease(desktop, vm)).isEqualTo("desktop");
        assertThat(background(desktop, vm)).isEmpty();

        agent.run("(sleep 1; guest-off) >/dev/null 2>&1 &");
        awaitSent(desktop, vm);
        assertThat(lease(desktop, vm)).isEmpty();

        desktop.libvirt().virsh("start", vm.name());
        RealGuest.ready(desktop, vm).run("guest-write home shutdown 1");
        desktop.libvirt().virsh("shutdown", vm.name());
        await().atMost(PATIENCE).until(() -> !vm.runs(desktop));
        awaitSent(desktop, vm);

        desktop.libvirt().virsh("start", vm.name());
        RealGuest.ready(desktop, vm).run("guest-write home down 1");
        desktop.kss("hooks", "shutdown").ends(0).says("Sent 1 snapshot");
        assertThat(vm.runs(desktop)).isFalse();
        assertThat(lease(desktop, vm)).isEmpty();
    }

    private void handedToLaptop(TestVm vm) throws Exception {
        desktop.kss("push", vm.name()).ends(0);
        laptop.kss("pull", vm.name()).ends(0);
    }

    private void install(ProductHost host) throws Exception {
        host.kss("hooks", "install", "--root", root(host).toString()).ends(0);
        host.kss("hooks", "status", "--root", root(host).toString()).ends(0);
        host.libvirt().reload();
        // The daemon looks for hooks some time after it was told to; there is nothing that tells when it has.
        Path probe = host.folder().resolve("probed");
        Path script = host.libvirt().etc().resolve("hooks/daemon");
        Files.writeString(script, "#!/bin/sh\n: > '" + probe + "'\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        host.libvirt().reload();
        await().atMost(PATIENCE).until(() -> Files.exists(probe));
        Files.delete(script);
    }

    private void remove(ProductHost host) throws Exception {
        host.kss("hooks", "remove", "--root", root(host).toString()).ends(0);
        try (Stream<Path> left = Files.walk(root(host).resolve("etc/systemd"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
        assertThat(host.libvirt().etc().resolve("hooks/qemu.d")).doesNotExist();
    }

    private static void tryToStart(ProductHost host, TestVm vm) throws Exception {
        try {
            host.libvirt().virsh("start", vm.name());
        } catch (AssertionError e) {
            assertThat(e).hasMessageContaining("start it again");
        }
    }

    private static Path root(ProductHost host) {
        return host.folder().resolve("root");
    }

    private static void refused(ProductHost host, TestVm vm, String... reasons) throws Exception {
        long began = System.nanoTime();
        assertThatThrownBy(() -> host.libvirt().virsh("start", vm.name()))
                .satisfies(e -> System.out.println(e.getMessage()))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(reasons)
                        .containsPattern("Ways? out:")
                        .doesNotContain("Exception"));
        System.out.println(
                "refused after " + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
        assertThat(vm.runs(host)).isFalse();
    }

    /** Who holds it, or nothing. */
    private static String lease(ProductHost host, TestVm vm) throws Exception {
        return host.kss("lease", vm.name(), "--json")
                .ends(0)
                .result()
                .path("lease")
                .path("host")
                .asText("");
    }

    private static String background(ProductHost host, TestVm vm) throws Exception {
        return host.kss("status", vm.name(), "--json")
                .ends(0)
                .result()
                .path("vms")
                .path(0)
                .path("background")
                .path("outcome")
                .asText("");
    }

    /** The run is dealt with, and all is sent. */
    private static void awaitSent(ProductHost host, TestVm vm) throws Exception {
        Callable<Boolean> sent = () -> !marked(host, vm, "run")
                && !marked(host, vm, "pushing")
                && background(host, vm).equals("done");
        await().atMost(PATIENCE).until(sent);
    }

    private static boolean marked(ProductHost host, TestVm vm, String mark) {
        String name = vm.name().replace(" ", "%20").replace(".", "%2E");
        return Files.exists(host.state().resolve("vms").resolve(name).resolve(mark));
    }

    /** Kills the command that runs in the background on the laptop. */
    private void kill(String command) {
        List<ProcessHandle> found = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .map(line ->
                                line.contains("java") && line.contains(folder.toString()) && line.contains(command))
                        .orElse(false))
                .toList();
        assertThat(found).isNotEmpty();
        found.forEach(ProcessHandle::destroyForcibly);
    }
}
