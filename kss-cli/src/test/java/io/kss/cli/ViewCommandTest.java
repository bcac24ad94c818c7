package io.kss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.hypervisor.Display;
import io.kss.spi.hypervisor.Display.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kss view}, as far as it gets without another host. */
class ViewCommandTest {

    private static final Display VNC = vnc(new Display.Port("127.0.0.1", 5901), false);

    @TempDir
    Path folder;

    private TestCli cli;

    @BeforeEach
    void vmRunsOnTheLaptop() {
        cli = new TestCli(folder);
        cli.config(TestCli.minimalConfig(folder) + """
                [peers.laptop]
                uri = "qemu+ssh://me@laptop/system"
                key-file = "/keys/a b"
                """);
        cli.kss.vm("gaming").runsOn = Optional.of("laptop");
        cli.kss.vm("gaming").displays = List.of(VNC);
    }

    @Test
    void withoutAViewerItTellsTheTunnelAndTheAddress() {
        assertThat(cli.run("view", "gaming")).isZero();

        String port = cli.out.replaceAll("(?s).*vnc://127\\.0\\.0\\.1:(\\d+).*", "$1");
        assertThat(cli.out.lines().toList())
                .containsExactly(
                        "gaming: runs on laptop, with a VNC display",
                        "  tunnel   ssh -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=5"
                                + " -o ServerAliveCountMax=3 -i '/keys/a b' -o IdentitiesOnly=yes -S none"
                                + " -o ExitOnForwardFailure=yes -N -L 127.0.0.1:" + port
                                + ":127.0.0.1:5901 me@laptop",
                        "  address  vnc://127.0.0.1:" + port);
    }

    @Test
    void theOtherHypervisorIsAskedWithTheKeyOfThePeer() {
        cli.run("view", "gaming", "--no-viewer");

        assertThat(cli.kss.vm("gaming").calls)
                .containsExactly("screen at qemu+ssh://me@laptop/system?no_tty=1&keyfile=/keys/a%20b");
    }

    @Test
    void programsGetFieldsByName() {
        cli.kss.vm("gaming").displays = List.of(vnc(new Display.Port("0.0.0.0", 5901), true));

        assertThat(cli.run("view", "gaming", "--json", "--no-viewer")).isZero();
        assertThat(cli.out)
                .contains("\"command\":\"view\",\"result\":{\"vm\":\"gaming\",\"host\":\"laptop\",\"here\":false,"
                        + "\"display\":{\"type\":\"vnc\",\"listen\":\"0.0.0.0\",\"port\":5901,\"socket\":null,"
                        + "\"tlsPort\":null,\"password\":true},\"address\":\"vnc://127.0.0.1:")
                .contains("\"tunnel\":[\"ssh\",", ":127.0.0.1:5901\",\"me@laptop\"],\"viewer\":null}")
                .hasLineCount(1);
    }

    @Test
    void socketThereIsReachedByAPortHere() {
        cli.kss.vm("gaming").displays = List.of(vnc(new Display.Socket(Path.of("/run/a.sock")), false));

        cli.run("view", "gaming");
        assertThat(cli.out).contains(":/run/a.sock me@laptop").contains("vnc://127.0.0.1:");
    }

    @Test
    void displayThatNeedsTlsGivesWayToOneThatDoesNot() {
        Display secure = new Display(Protocol.SPICE, Optional.empty(), OptionalInt.of(5901), false);
        cli.kss.vm("gaming").displays = List.of(secure, VNC);

        assertThat(cli.run("view", "gaming")).isZero();
        assertThat(cli.out).contains("with a VNC display");
    }

    @Test
    void displayThatNeedsTlsIsRefusedWithTheWayOut() {
        cli.kss.vm("gaming").displays =
                List.of(new Display(Protocol.SPICE, Optional.empty(), OptionalInt.of(5901), false));

        assertThat(cli.run("view", "gaming")).isEqualTo(8);
        assertThat(cli.err)
                .contains("takes encrypted connections only (port 5901)")
                .contains("virt-viewer --connect 'qemu+ssh://me@laptop/system?no_tty=1&keyfile=/keys/a%20b' gaming");
        assertThat(cli.run("view", "gaming", "--check")).isEqualTo(8);
        assertThat(cli.out).contains("takes encrypted connections only");
    }

    @Test
    void hostThatIsNotConfiguredIsRefusedWithTheTableToAdd() {
        cli.kss.vm("gaming").runsOn = Optional.of("tower");

        assertThat(cli.run("view", "gaming")).isEqualTo(2);
        assertThat(cli.err).contains("[peers.tower] and uri = \"qemu+ssh://tower/system\"");
    }

    @Test
    void whereToLookCanBeSaid() {
        cli.kss.vm("gaming").runsOn = Optional.empty();

        assertThat(cli.run("view", "gaming", "--on", "laptop")).isZero();
        assertThat(cli.kss.vm("gaming").calls.toString()).contains("screen at qemu+ssh://me@laptop/system");
    }

    @Test
    void whatTheLibraryRefusesIsRefused() {
        FakeVm vm = cli.kss.vm("gaming");
        vm.failScreen = Optional.of(new KssException(Reason.PEER_UNREACHABLE, "laptop sleeps.", "wake it"));

        assertThat(cli.run("view", "gaming", "--check", "--json")).isEqualTo(8);
        assertThat(cli.out).contains("\"reason\":\"peer-unreachable\"");
    }

    @Test
    void twoMannersAreOneTooMany() {
        assertThat(cli.run("view", "gaming", "--check", "--tunnel")).isEqualTo(2);
    }

    @Test
    void displayOfThisHostNeedsNoTunnel() {
        cli.kss.vm("gaming").runsOn = Optional.empty();
        cli.kss.vm("gaming").displays = List.of(vnc(new Display.Port("::", 5901), true));

        assertThat(cli.run("view", "gaming")).isZero();
        assertThat(cli.out.lines().toList())
                .containsExactly(
                        "gaming: runs on this host, with a VNC display",
                        "  address  vnc://[::1]:5901",
                        "  It asks for a password; the viewer will.");
        cli.run("view", "gaming", "--json");
        assertThat(cli.out).contains("\"host\":\"desktop\",\"here\":true").contains("\"tunnel\":[]");
    }

    @Test
    void socketOfThisHostIsForLibvirtsViewer() {
        cli.kss.vm("gaming").runsOn = Optional.empty();
        cli.kss.vm("gaming").displays = List.of(vnc(new Display.Socket(Path.of("/run/a.sock")), false));

        assertThat(cli.run("view", "gaming")).isZero();
        assertThat(cli.out).contains("virt-viewer --attach gaming");
    }

    @Test
    void viewerIsRunOnTheAddressAndWaitedFor() throws Exception {
        cli.kss.vm("gaming").runsOn = Optional.empty();
        Path said = viewer("echo \"$@\" > \"$0.said\"");

        assertThat(cli.run("view", "gaming")).isZero();
        assertThat(Files.readString(said)).isEqualTo("--title gaming on desktop vnc://127.0.0.1:5901\n");
        assertThat(cli.out).isEqualTo("gaming: runs on this host, with a VNC display; was shown by remote-viewer\n");
    }

    @Test
    void viewerThatFailsIsTold() throws Exception {
        cli.kss.vm("gaming").runsOn = Optional.empty();
        viewer("echo no such display >&2; exit 3");

        assertThat(cli.run("view", "gaming")).isEqualTo(1);
        assertThat(cli.err).contains("remote-viewer ended with the exit code 3 (no such display).");
    }

    @Test
    void checkLooksAtTheDisplayOfThisHost() throws Exception {
        cli.kss.vm("gaming").runsOn = Optional.empty();
        try (ServerSocket display = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            cli.kss.vm("gaming").displays = List.of(vnc(new Display.Port("127.0.0.1", display.getLocalPort()), false));
            Thread guest = new Thread(() -> greet(display));
            guest.start();

            assertThat(cli.run("view", "gaming", "--check")).isZero();
            guest.join();
        }
        assertThat(cli.out).contains("gaming runs on desktop, this host.").contains("There is no remote-viewer");
        assertThat(cli.run("view", "gaming", "--check", "--json")).isEqualTo(8);
        assertThat(cli.out).contains("\"works\":false").contains("No VNC display answers there.");
    }

    private static void greet(ServerSocket display) {
        try (Socket viewer = display.accept()) {
            viewer.getOutputStream().write("RFB 003.008\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A graphical session with a viewer that does that. */
    private Path viewer(String script) throws IOException {
        Path program = folder.resolve("remote-viewer");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        cli.variables.put("PATH", "/nowhere:" + folder);
        cli.variables.put("DISPLAY", ":0");
        return folder.resolve("remote-viewer.said");
    }

    private static Display vnc(Display.Endpoint endpoint, boolean password) {
        return new Display(Protocol.VNC, Optional.of(endpoint), OptionalInt.empty(), password);
    }
}
