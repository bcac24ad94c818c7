package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.libvirt.PrivateLibvirt;
import io.kss.storage.sftp.SshServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The screen of a VM that runs on the desktop, seen on the laptop: real libvirt daemons, real QEMUs with a VNC and a SPICE display, a
 * real ssh server on the loopback interface of a network that only they share, and viewers that take a picture.
 */
class ViewIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String VM = "seen";

    /** What the firmware says when there is nothing to boot from. */
    private static final String SCREEN = "720 400 ";

    @TempDir
    static Path folder;

    private static PrivateLibvirt desktopDaemon;
    private static PrivateLibvirt laptopDaemon;
    private static SshServer ssh;
    private static ProductHost desktop;
    private static ProductHost laptop;

    @BeforeAll
    static void vmRunsOnTheDesktop() throws Exception {
        desktopDaemon = PrivateLibvirt.start();
        laptopDaemon = PrivateLibvirt.startBeside(desktopDaemon);
        String store = StoreTable.directory(Files.createDirectories(folder.resolve("nas")));
        desktop = new ProductHost("desktop", folder.resolve("desktop"), desktopDaemon, store);
        laptop = new ProductHost("laptop", folder.resolve("laptop"), laptopDaemon, store);
        laptop.runBy(desktopDaemon.inItsNetwork());
        ssh = SshServer.startBy(desktopDaemon.inItsNetwork(), "");
        laptop.configure(laptop.configuration(store) + peer(ssh));
        desktop.kss("init").ends(0);
        start(VM, "vnc");
    }

    private static void start(String name, String display) throws Exception {
        TestVm unused = TestVm.define(desktop, name, "4M");
        Path xml = folder.resolve(name + "-with-display.xml");
        Files.writeString(
                xml, desktopDaemon.virsh("dumpxml", "--inactive", name).replace("</devices>", """
                        <graphics type='%s' port='-1' autoport='yes'><listen type='address' address='127.0.0.1'/></graphics>
                        <video><model type='vga'/></video></devices>""".formatted(display)));
        desktopDaemon.virsh("define", xml.toString());
        desktop.kss("start", name).ends(0);
    }

    @AfterAll
    static void stop() throws Exception {
        try (SshServer ends = ssh) {
            assertThat(ends).isNotNull();
            laptopDaemon.closeAndDelete();
            desktopDaemon.closeAndDelete();
        }
    }

    /** The other host's libvirt by SSH as well, which knows the server's key by a wrapper only: it has no option for it. */
    private static String peer(SshServer server) throws Exception {
        Map<String, String> settings = server.settings();
        String knownHosts = settings.get("known-hosts");
        Path wrapper = folder.resolve("ssh-" + server.port());
        Files.writeString(wrapper, "#!/bin/sh\nexec ssh -o UserKnownHostsFile=" + knownHosts + " \"$@\"\n");
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwx------"));
        return """
                [peers.desktop]
                uri = "qemu+ssh://%s@127.0.0.1:%d/%s?socket=%s&command=%s"
                key-file = "%s"
                known-hosts = "%s"
                """.formatted(
                        settings.get("user"),
                        server.port(),
                        desktopDaemon.uri().contains("/system") ? "system" : "session",
                        desktopDaemon.daemonSocket(),
                        wrapper,
                        settings.get("key-file"),
                        knownHosts);
    }

    @Test
    void pictureComesThroughTheTunnelUntilKssIsAskedToEnd() throws Exception {
        KssRun view = laptop.start("view", VM, "--tunnel");
        String address = addressOf(view);

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(picture(address)).startsWith(SCREEN));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(picture(address)).doesNotEndWith(" 1"));
        assertThat(tunnels(address)).isNotEmpty();
        view.terminate();
        view.end().ends(130);
        assertThat(tunnels(address)).isEmpty();
    }

    /** A client that others wrote: it takes one picture of the screen. */
    @Test
    void spiceClientGetsThePictureThroughTheTunnel() throws Exception {
        Path client = Path.of("/usr/bin/spicy-screenshot");
        assumeTrue(Files.isExecutable(client), "no SPICE client is installed (Debian: apt install spice-client-gtk)");
        start("spicy", "spice");
        KssRun view = laptop.start("view", "spicy", "--tunnel");
        String address = addressOf(view);
        assertThat(address).startsWith("spice://127.0.0.1:");
        Path picture = folder.resolve("spicy.ppm");

        List<String> command = new ArrayList<>(desktopDaemon.inItsNetwork());
        command.addAll(List.of(client.toString(), "--uri=" + address, "--out-file=" + picture));
        await().atMost(PATIENCE).untilAsserted(() -> {
            Process shot = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(shot.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(shot.waitFor()).as(said).isZero();
            assertThat(colours(picture)).isGreaterThan(1);
        });
        view.terminate();
        view.end().ends(130);
    }

    /** How many different colours there are in a picture of the form P6. */
    private static long colours(Path picture) throws IOException {
        byte[] file = Files.readAllBytes(picture);
        assertThat(new String(file, 0, 2, StandardCharsets.US_ASCII)).isEqualTo("P6");
        return IntStream.iterate(file.length - 3, at -> at > 20, at -> at - 3)
                .map(at -> (file[at] & 255) << 16 | (file[at + 1] & 255) << 8 | (file[at + 2] & 255))
                .distinct()
                .count();
    }

    @Test
    void killedKssLeavesNoSshBehind() throws Exception {
        KssRun view = laptop.start("view", VM, "--tunnel");
        String address = addressOf(view);
        assertThat(tunnels(address)).isNotEmpty();

        view.kill();

        Outcome unused = view.end();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(tunnels(address)).isEmpty());
    }

    @Test
    void viewerGetsThePictureAndTheTunnelEndsWithIt() throws Exception {
        Path programs = Files.createDirectories(folder.resolve("programs"));
        Path viewer = programs.resolve("remote-viewer");
        Path seen = folder.resolve("seen");
        // --title TITLE ADDRESS
        Files.writeString(viewer, "#!/bin/sh\nexec " + String.join(" ", viewer("\"$3\"")) + " > " + seen + "\n");
        Files.setPosixFilePermissions(viewer, PosixFilePermissions.fromString("rwx------"));
        List<String> session = new ArrayList<>(desktopDaemon.inItsNetwork());
        session.addAll(List.of("env", "DISPLAY=:99", "PATH=" + programs + ":" + System.getenv("PATH")));
        laptop.runBy(session);
        try {
            Outcome shown = laptop.kss("view", VM, "--json").ends(0);

            assertThat(Files.readString(seen)).matches("\\d+ \\d+ \\d+\\n");
            assertThat(shown.result().path("viewer").asText()).isEqualTo(viewer.toString());
            assertThat(tunnels(shown.result().path("address").asText())).isEmpty();
        } finally {
            laptop.runBy(desktopDaemon.inItsNetwork());
        }
    }

    @Test
    void checkGoesAllTheWayAndChangesNothing() throws Exception {
        Outcome check = laptop.kss("view", VM, "--check", "--json").ends(0);

        assertThat(check.result().path("works").asBoolean()).isTrue();
        assertThat(check.result().path("host").asText()).isEqualTo("desktop");
        assertThat(check.result().path("display").path("listen").asText()).isEqualTo("127.0.0.1");
        assertThat(check.out()).contains("The display answers through ssh");
        desktop.kss("view", VM, "--no-viewer").ends(0).says("runs on this host");
    }

    @Test
    void checkTellsWhenTheSshServerPassesNothingOn() throws Exception {
        String before = Files.readString(laptop.folder().resolve("kss.toml"));
        try (SshServer strict = SshServer.startBy(desktopDaemon.inItsNetwork(), "AllowTcpForwarding no")) {
            laptop.configure(before.substring(0, before.indexOf("[peers.desktop]")) + peer(strict));

            laptop.kss("view", VM, "--check")
                    .ends(8)
                    .says("no VNC display answers behind it")
                    .says("AllowTcpForwarding");
            laptop.kss("view", VM, "--tunnel").ends(8).says("AllowTcpForwarding");
            strict.stop();
            laptop.kss("view", VM).ends(8).says("The hypervisor of desktop can't be asked");
        } finally {
            laptop.configure(before);
        }
    }

    private static String addressOf(KssRun view) throws Exception {
        await().atMost(PATIENCE).until(() -> view.soFar().contains("\n") || !view.alive());
        if (!view.alive()) {
            throw new AssertionError("it keeps no tunnel open: " + view.end());
        }
        return view.soFar().replaceAll("(?s).*((vnc|spice)://127\\.0\\.0\\.1:\\d+).*", "$1");
    }

    /** The ssh clients that pass on what comes at that address. */
    private static List<String> tunnels(String address) {
        String port = address.substring(address.lastIndexOf(':') + 1);
        return ProcessHandle.allProcesses()
                .map(handle -> handle.info().commandLine().orElse(""))
                .filter(line -> line.contains("ssh ") && line.contains("127.0.0.1:" + port + ":"))
                .toList();
    }

    private static String picture(String address) throws Exception {
        List<String> command = new ArrayList<>(desktopDaemon.inItsNetwork());
        command.addAll(viewer(address));
        Process viewer = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(viewer.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(viewer.waitFor()).as(said).isZero();
        return said.strip();
    }

    private static List<String> viewer(String address) {
        return Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Rfb.class.getName(),
                        address)
                .toList();
    }
}
