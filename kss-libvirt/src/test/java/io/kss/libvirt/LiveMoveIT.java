package io.kss.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.libvirt.connection.Connection;
import io.kss.libvirt.domain.DomainXml;
import io.kss.spi.hypervisor.DefineRequest;
import io.kss.spi.hypervisor.DefineRequest.Identity;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LiveMoves;
import io.kss.spi.hypervisor.MoveListener;
import io.kss.spi.hypervisor.MoveObstacle;
import io.kss.spi.hypervisor.MoveRequest;
import io.kss.spi.hypervisor.Moved;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.SealRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A guest that counts moves from one libvirt to another and never notices. */
class LiveMoveIT {

    private static final Duration BOOT = Duration.ofMinutes(2);
    private static final Pattern COUNT = Pattern.compile("COUNT (\\d+)\r?\n");

    private PrivateLibvirt first;
    private PrivateLibvirt second;
    private Hypervisor there;
    private Hypervisor here;

    @BeforeEach
    void guestRunsThere() throws Exception {
        String guest = System.getProperty("kss.guest");
        assumeTrue(guest != null, "no guest to boot: dev/test builds one and names its folder as -Dkss.guest");
        first = PrivateLibvirt.start();
        second = PrivateLibvirt.startBeside(first);
        for (PrivateLibvirt host : List.of(first, second)) {
            for (String disk : new String[] {"system", "home"}) {
                Files.copy(Path.of(guest, disk + ".qcow2"), host.images().resolve(disk + ".qcow2"));
            }
        }
        Path xml = first.images().resolve("guest.xml");
        Files.writeString(xml, """
                <domain type='qemu'><name>guest</name><memory unit='MiB'>256</memory><vcpu>1</vcpu>
                <os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/><apic/></features>
                <cpu mode='custom' match='exact'><model>qemu64</model></cpu>
                <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>
                <disk type='file' device='disk'><driver name='qemu' type='qcow2' discard='unmap'/>
                <source file='%1$s/system.qcow2'/><target dev='vda' bus='virtio'/></disk>
                <disk type='file' device='disk'><driver name='qemu' type='qcow2' discard='unmap'/>
                <source file='%1$s/home.qcow2'/><target dev='vdb' bus='virtio'/></disk>
                <interface type='user'><mac address='52:54:00:11:22:33'/><model type='virtio'/></interface>
                <serial type='file'><source path='%2$s' append='on'/><target port='0'/></serial>
                <graphics type='vnc' port='-1' autoport='yes'/><video><model type='vga'/></video>
                <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
                <controller type='usb' model='none'/><memballoon model='none'/></devices></domain>
                """.formatted(first.images(), log(first)));
        first.virsh("define", xml.toString());
        there = first.connect();
        here = second.connect();
        there.seal(new SealRequest("guest", overlays(first, "active"), false));
        here.define(new DefineRequest(
                "guest", there.domain("guest").orElseThrow().definition(), emptyLayers("empty"), Identity.KEEP));
        consoleOf(second, log(second));
        there.start("guest");
        await().atMost(BOOT)
                .until(() ->
                        Files.exists(log(first)) && Files.readString(log(first)).contains("COUNT 3"));
    }

    @AfterEach
    void remove() throws Exception {
        if (here != null) {
            here.close();
        }
        if (second != null) {
            second.closeAndDelete();
        }
        if (there != null) {
            there.close();
        }
        if (first != null) {
            first.closeAndDelete();
        }
    }

    @Test
    void runningGuestMovesWithItsNewestLayerAndCountsOn() throws Exception {
        Map<String, Path> layers = emptyLayers("moved");
        List<RunState> atArrival = new ArrayList<>();
        Moved moved = move(layers, () -> atArrival.add(here.state("guest")));
        System.out.println("moved: " + moved);
        assertThat(atArrival).containsExactly(RunState.HELD);
        assertThat(there.state("guest")).isEqualTo(RunState.OFF);
        assertThat(here.state("guest")).isEqualTo(RunState.RUNNING);
        assertThat(moved.memoryBytes()).isPositive();
        assertThat(moved.downtime()).isPositive();
        assertThat(here.domain("guest").orElseThrow().disk("vdb").orElseThrow().liveSource())
                .contains(layers.get("vdb"));
        await().atMost(BOOT).until(() -> counts(second).size() > 5);
        assertThat(here.images().holdsData(layers.get("vdb"))).isTrue();
        here.liveMoves().orElseThrow().settle("guest", layers);
        assertThat(here.domain("guest").orElseThrow().disk("vdb").orElseThrow().source())
                .isEqualTo(layers.get("vdb"));
        List<Integer> all = new ArrayList<>(counts(first));
        all.addAll(counts(second));
        assertThat(all).startsWith(1);
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i)).isEqualTo(all.get(i - 1) + 1);
        }
        assertThat(here.shutDown("guest", BOOT)).isTrue();
        assertThat(Files.readString(log(second))).contains("GUEST off reason=");
    }

    @Test
    void guestThatArrivedWithoutBeingWantedWaitsAndCanBeResumed() throws Exception {
        assertThatThrownBy(() -> move(emptyLayers("moved"), () -> {
                    throw new HypervisorException(HypervisorException.Reason.FAILED, "not wanted");
                }))
                .isInstanceOf(HypervisorException.class)
                .hasMessage("not wanted");
        assertThat(here.state("guest")).isEqualTo(RunState.HELD);
        assertThat(there.state("guest")).isEqualTo(RunState.OFF);
        here.liveMoves().orElseThrow().resume("guest");
        await().atMost(BOOT).until(() -> counts(second).size() > 3);
    }

    @Test
    void interruptedMoveLeavesTheGuestRunningWhereItWas() throws Exception {
        Map<String, Path> layers = emptyLayers("moved");
        assertThatThrownBy(() -> move(
                        layers,
                        OptionalLong.of(8 << 20),
                        () -> Thread.currentThread().interrupt(),
                        () -> {}))
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(here.state("guest")).isEqualTo(RunState.OFF);
        await().until(() -> there.state("guest") == RunState.RUNNING);
        int before = counts(first).size();
        await().atMost(BOOT).until(() -> counts(first).size() > before + 3);
        assertThat(there.liveMoves().orElseThrow().isLeaving("guest")).isFalse();
        Moved unused = move(emptyLayers("again"), () -> {});
        assertThat(here.state("guest")).isEqualTo(RunState.RUNNING);
    }

    /** Whether its memory is on both hosts for a moment depends on how fast it crosses; it executes at its arrival in any case. */
    @Test
    void guestExecutesAtItsArrivalWithPostCopyAndCountsOn() throws Exception {
        Map<String, Path> layers = emptyLayers("moved");
        List<RunState> atArrival = new ArrayList<>();
        LiveMoves moves = here.liveMoves().orElseThrow();
        Moved moved = move(layers, OptionalLong.of(16 << 20), true, () -> {}, () -> atArrival.add(here.state("guest")));
        System.out.println("moved by post-copy: " + moved);
        assertThat(atArrival).containsExactly(RunState.RUNNING);
        assertThat(moved.whole()).isTrue();
        assertThat(moved.slowedPercent()).isZero();
        assertThat(moves.isSplit("guest")).isFalse();
        assertThat(there.state("guest")).isEqualTo(RunState.OFF);
        await().atMost(BOOT).until(() -> counts(second).size() > 5);
        List<Integer> all = new ArrayList<>(counts(first));
        all.addAll(counts(second));
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i)).isEqualTo(all.get(i - 1) + 1);
        }
        here.liveMoves().orElseThrow().settle("guest", layers);
        assertThat(here.shutDown("guest", BOOT)).isTrue();
        assertThat(Files.readString(log(second))).contains("GUEST off reason=");
    }

    @Test
    void twoHostsHaveAProcessorInCommon() throws Exception {
        try (Connection one = Connection.open(first.uri());
                Connection other = Connection.open(second.uri())) {
            DomainXml running = DomainXml.parse(first.virsh("dumpxml", "guest"));
            assertThat(CommonProcessor.of(one, other, running))
                    .hasValueSatisfying(
                            cpu -> assertThat(cpu).startsWith("<cpu").contains("<model"));
        }
    }

    @Test
    void nothingIsInTheWayOfAMoveBetweenEqualHosts() throws Exception {
        // But that it is emulated, which is worth a word.
        assertThat(here.liveMoves().orElseThrow().examine(first.uri(), "guest"))
                .extracting(MoveObstacle::subject, MoveObstacle::blocking)
                .containsExactly(tuple("emulation", false));
        assertThat(here.liveMoves().orElseThrow().stateAt(first.uri(), "guest")).contains(RunState.RUNNING);
        assertThat(here.liveMoves().orElseThrow().stateAt(first.uri(), "nobody"))
                .isEmpty();
    }

    @Test
    void networkThatIsMissingWhereItIsToArriveIsFoundBefore() throws Exception {
        Path xml = second.images().resolve("elsewhere.xml");
        Files.writeString(
                xml,
                second.virsh("dumpxml", "--inactive", "guest")
                        .replace("<interface type='user'>", "<interface type='bridge'><source bridge='nowhere0'/>"));
        second.virsh("define", xml.toString());
        assertThat(here.liveMoves().orElseThrow().examine(first.uri(), "guest"))
                .filteredOn(MoveObstacle::blocking)
                .singleElement()
                .satisfies(found -> assertThat(found.what()).contains("bridge nowhere0"));
    }

    private Moved move(Map<String, Path> layers, Arrival arrival) throws HypervisorException {
        return move(layers, OptionalLong.empty(), () -> {}, arrival);
    }

    private Moved move(Map<String, Path> layers, OptionalLong bandwidth, Runnable underWay, Arrival arrival)
            throws HypervisorException {
        return move(layers, bandwidth, false, underWay, arrival);
    }

    private Moved move(
            Map<String, Path> layers, OptionalLong bandwidth, boolean postCopy, Runnable underWay, Arrival arrival)
            throws HypervisorException {
        MoveRequest request = new MoveRequest(
                "guest", first.uri(), layers, Optional.of("127.0.0.1"), bandwidth, Duration.ofSeconds(30), postCopy);
        return here.liveMoves().orElseThrow().take(request, new MoveListener() {
            @Override
            public void moving(long done, long total) {
                underWay.run();
            }

            @Override
            public void arrived() throws HypervisorException {
                arrival.happened();
            }
        });
    }

    private static Path log(PrivateLibvirt host) throws Exception {
        return host.images().resolve("serial.log");
    }

    private static List<Integer> counts(PrivateLibvirt host) throws Exception {
        return Files.exists(log(host))
                ? COUNT.matcher(Files.readString(log(host)))
                        .results()
                        .map(result -> Integer.valueOf(result.group(1)))
                        .toList()
                : List.of();
    }

    /** Each host has a console of its own. */
    private static void consoleOf(PrivateLibvirt host, Path log) throws Exception {
        Path xml = host.images().resolve("console.xml");
        Files.writeString(
                xml,
                host.virsh("dumpxml", "--inactive", "guest")
                        .replace("<serial type='pty'>", "<serial type='file'><source path='" + log + "' append='on'/>")
                        .replace(
                                "<console type='pty'>",
                                "<console type='file'><source path='" + log + "' append='on'/>"));
        host.virsh("define", xml.toString());
    }

    private static Map<String, Path> overlays(PrivateLibvirt host, String name) throws Exception {
        return Map.of(
                "vda", host.images().resolve(name + "-vda.qcow2"),
                "vdb", host.images().resolve(name + "-vdb.qcow2"));
    }

    private Map<String, Path> emptyLayers(String name) throws Exception {
        Map<String, Path> layers = overlays(second, name);
        here.images().createOverlay(layers.get("vda"), second.images().resolve("system.qcow2"));
        here.images().createOverlay(layers.get("vdb"), second.images().resolve("home.qcow2"));
        return layers;
    }

    private interface Arrival {
        void happened() throws HypervisorException;
    }
}
