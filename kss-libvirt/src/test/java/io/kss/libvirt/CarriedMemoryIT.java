package io.kss.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.spi.hypervisor.DefineRequest;
import io.kss.spi.hypervisor.DefineRequest.Identity;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.Hibernation;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.SealRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A guest that counts is saved on one libvirt and goes on counting on another, whose files lie elsewhere. It has more memory
 * than it needs, so that a save does not end before it can be interrupted.
 */
class CarriedMemoryIT {

    private static final Duration BOOT = Duration.ofMinutes(3);
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
        second = PrivateLibvirt.start();
        for (String disk : new String[] {"system", "home"}) {
            Files.copy(Path.of(guest, disk + ".qcow2"), first.images().resolve(disk + ".qcow2"));
        }
        Path xml = first.images().resolve("guest.xml");
        Files.writeString(xml, """
                <domain type='qemu'><name>guest</name><memory unit='MiB'>1024</memory><vcpu>1</vcpu>
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
        there.start("guest");
        await().atMost(BOOT).until(() -> counts(first).size() > 3);
    }

    @AfterEach
    void remove() throws Exception {
        for (Hypervisor hypervisor : new Hypervisor[] {here, there}) {
            if (hypervisor != null) {
                hypervisor.close();
            }
        }
        for (PrivateLibvirt libvirt : new PrivateLibvirt[] {second, first}) {
            if (libvirt != null) {
                libvirt.closeAndDelete();
            }
        }
    }

    @Test
    void savedGuestCountsOnAtAnotherHostWithoutAGapAndWithoutABoot() throws Exception {
        Path saved = first.images().resolve("guest.kssmem");
        hibernation(there).save("guest", saved, (done, total) -> {});
        there.seal(new SealRequest("guest", layers(first, "after"), false));
        Domain domain = there.domain("guest").orElseThrow();
        Path memory = second.images().resolve("memory.kssmem");
        Files.copy(saved, memory);
        for (String disk : new String[] {"system", "home"}) {
            Files.copy(first.images().resolve(disk + ".qcow2"), second.images().resolve(disk + ".qcow2"));
        }
        Map<String, Path> layers = layers(second, "here");
        here.images().createOverlay(layers.get("vda"), second.images().resolve("system.qcow2"));
        here.images().createOverlay(layers.get("vdb"), second.images().resolve("home.qcow2"));
        here.define(new DefineRequest("guest", domain.definition(), layers, Identity.KEEP));
        consoleOf(second, log(second));

        hibernation(here).restore("guest", memory);
        assertThat(here.state("guest")).isEqualTo(RunState.HELD);
        assertThat(here.domain("guest").orElseThrow().disk("vdb").orElseThrow().liveSource())
                .contains(layers.get("vdb"));
        assertThat(here.images().holdsData(layers.get("vdb"))).isFalse();
        hibernation(here).resume("guest");
        await().atMost(BOOT).until(() -> counts(second).size() > 5);
        List<Integer> all = new ArrayList<>(counts(first));
        all.addAll(counts(second));
        assertThat(all).startsWith(1);
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i)).isEqualTo(all.get(i - 1) + 1);
        }
        assertThat(here.shutDown("guest", BOOT)).isTrue();
        assertThat(Files.readString(log(second))).contains("GUEST off reason=").doesNotContain("boots=");
    }

    @Test
    void interruptedSaveLeavesTheGuestCounting() throws Exception {
        Path saved = first.images().resolve("guest.kssmem");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> hibernation(there).save("guest", saved, (done, total) -> {}))
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(there.state("guest")).isEqualTo(RunState.RUNNING);
        assertThat(saved).doesNotExist();
        int before = counts(first).size();
        await().atMost(BOOT).until(() -> counts(first).size() > before + 3);
    }

    private static Hibernation hibernation(Hypervisor hypervisor) {
        return hypervisor.hibernation().orElseThrow();
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

    private static Map<String, Path> layers(PrivateLibvirt host, String name) throws Exception {
        return Map.of(
                "vda", host.images().resolve(name + "-vda.qcow2"),
                "vdb", host.images().resolve(name + "-vdb.qcow2"));
    }
}
