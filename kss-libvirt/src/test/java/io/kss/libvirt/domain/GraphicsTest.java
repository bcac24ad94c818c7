package io.kss.libvirt.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.Display;
import io.kss.spi.hypervisor.Display.Protocol;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Displays as libvirt writes them into the XML of a running domain. */
class GraphicsTest {

    @Test
    void chosenPortOfVncIsTold() throws Exception {
        assertThat(displays("""
                <graphics type='vnc' port='5901' autoport='yes' websocket='5701' listen='127.0.0.1'>
                <listen type='address' address='127.0.0.1'/></graphics>
                """)).containsExactly(vnc(new Display.Port("127.0.0.1", 5901), false));
    }

    @Test
    void passwordIsNoticedButNotTold() throws Exception {
        List<Display> displays = displays("""
                <graphics type='vnc' port='5900' passwd='hunter2'><listen type='address' address='0.0.0.0'/></graphics>
                """);

        assertThat(displays).containsExactly(vnc(new Display.Port("0.0.0.0", 5900), true));
        assertThat(displays.toString()).doesNotContain("hunter2");
    }

    @Test
    void addressOfANetworkIsTold() throws Exception {
        assertThat(displays("""
                <graphics type='vnc' port='5900'><listen type='network' address='192.168.1.5' network='lan'/></graphics>
                """)).containsExactly(vnc(new Display.Port("192.168.1.5", 5900), false));
    }

    @Test
    void socketIsTold() throws Exception {
        assertThat(displays("""
                <graphics type='vnc' socket='/run/a.sock'><listen type='socket' socket='/run/a.sock'/></graphics>
                """)).containsExactly(vnc(new Display.Socket(Path.of("/run/a.sock")), false));
    }

    @Test
    void spiceHasAPortForTlsBesides() throws Exception {
        assertThat(displays("""
                <graphics type='spice' port='5900' tlsPort='5901' autoport='yes' listen='::1'/>
                """))
                .containsExactly(new Display(
                        Protocol.SPICE, Optional.of(new Display.Port("::1", 5900)), OptionalInt.of(5901), false));
    }

    @Test
    void spiceThatWantsTlsHasNoPlainPlace() throws Exception {
        Display secure = new Display(Protocol.SPICE, Optional.empty(), OptionalInt.of(5901), false);

        assertThat(displays("<graphics type='spice' port='-1' tlsPort='5901' listen='127.0.0.1'/>"))
                .containsExactly(secure);
        assertThat(displays("<graphics type='spice' port='5900' tlsPort='5901' defaultMode='secure'/>"))
                .containsExactly(secure);
        assertThat(displays("""
                <graphics type='spice' port='5900' tlsPort='5901'><channel name='main' mode='secure'/></graphics>
                """)).containsExactly(secure);
    }

    @Test
    void displayThatListensNowhereIsOneAllTheSame() throws Exception {
        assertThat(displays("<graphics type='spice'><listen type='none'/></graphics>"))
                .containsExactly(new Display(Protocol.SPICE, Optional.empty(), OptionalInt.empty(), false));
    }

    @Test
    void windowsOfTheHostAreNone() throws Exception {
        assertThat(displays("<graphics type='sdl' display=':0.0'/><graphics type='egl-headless'/>"))
                .isEmpty();
        assertThat(displays("")).isEmpty();
    }

    private static Display vnc(Display.Endpoint endpoint, boolean password) {
        return new Display(Protocol.VNC, Optional.of(endpoint), OptionalInt.empty(), password);
    }

    private static List<Display> displays(String graphics) throws Exception {
        return DomainXml.parse("<domain type='kvm'><name>a</name><devices>" + graphics + "</devices></domain>")
                .displays();
    }
}
