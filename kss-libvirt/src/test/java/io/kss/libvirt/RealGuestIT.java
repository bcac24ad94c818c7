package io.kss.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.hypervisor.DefineRequest;
import io.kss.spi.hypervisor.DefineRequest.Identity;
import io.kss.spi.hypervisor.Definition;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.SealRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An operating system that boots, freezes its file systems, and powers off when asked. */
class RealGuestIT {

    private static final Duration BOOT = Duration.ofMinutes(2);

    private PrivateLibvirt libvirt;
    private Hypervisor hypervisor;
    private Path log;

    @BeforeEach
    void defineGuest() throws Exception {
        String guest = System.getProperty("kss.guest");
        assumeTrue(guest != null, "no guest to boot: dev/test builds one and names its folder as -Dkss.guest");
        libvirt = PrivateLibvirt.start();
        log = libvirt.images().resolve("serial.log");
        for (String disk : new String[] {"system", "home"}) {
            Files.copy(Path.of(guest, disk + ".qcow2"), libvirt.images().resolve(disk + ".qcow2"));
        }
        Path xml = libvirt.images().resolve("guest.xml");
        Files.writeString(xml, """
                <domain type='qemu'><name>guest</name><memory unit='MiB'>256</memory><vcpu>1</vcpu>
                <os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/><apic/></features>
                <cpu mode='custom' match='exact'><model>qemu64</model></cpu>
                <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>
                <disk type='file' device='disk'><driver name='qemu' type='qcow2' discard='unmap'/>
                <source file='%1$s/system.qcow2'/><target dev='vda' bus='virtio'/></disk>
                <disk type='file' device='disk'><driver name='qemu' type='qcow2' discard='unmap'/>
                <source file='%1$s/home.qcow2'/><target dev='vdb' bus='virtio'/></disk>
                <serial type='file'><source path='%2$s' append='on'/><target port='0'/></serial>
                <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
                <controller type='usb' model='none'/><memballoon model='none'/></devices></domain>
                """.formatted(libvirt.images(), log));
        libvirt.virsh("define", xml.toString());
        hypervisor = libvirt.connect();
    }

    @AfterEach
    void remove() throws Exception {
        if (libvirt != null) {
            hypervisor.close();
            libvirt.closeAndDelete();
        }
    }

    private void awaitLine(String text) {
        await().atMost(BOOT)
                .until(() -> Files.exists(log) && Files.readString(log).contains(text));
    }

    private Map<String, Path> overlays(String name) throws Exception {
        return Map.of(
                "vda", libvirt.images().resolve(name + "-vda.qcow2"),
                "vdb", libvirt.images().resolve(name + "-vdb.qcow2"));
    }

    /** The first press comes before the guest is there to notice it. */
    @Test
    void buttonIsPressedUntilTheGuestReacts() throws Exception {
        hypervisor.start("guest");
        assertThat(hypervisor.shutDown("guest", BOOT)).isTrue();
        assertThat(hypervisor.state("guest")).isEqualTo(RunState.OFF);
        assertThat(log).content().contains("GUEST off reason=");
    }

    @Test
    void runningGuestIsSealedWithItsFileSystemsFrozenAndGoesOn() throws Exception {
        Definition before = hypervisor.domain("guest").orElseThrow().definition();
        hypervisor.start("guest");
        awaitLine("COUNT 2");
        await().atMost(BOOT)
                .until(() ->
                        libvirt.virsh("dumpxml", "guest").contains("name='org.qemu.guest_agent.0' state='connected'"));
        assertThat(hypervisor.seal(new SealRequest("guest", overlays("one"), true)))
                .isEqualTo(Consistency.QUIESCED);
        hypervisor.images().makeReadOnly(libvirt.images().resolve("home.qcow2"));
        assertThat(hypervisor.shutDown("guest", BOOT)).isTrue();
        assertThat(hypervisor.images().holdsData(overlays("one").get("vdb"))).isTrue();
        hypervisor.seal(new SealRequest("guest", overlays("two"), false));
        hypervisor.define(new DefineRequest("guest", before, overlays("two"), Identity.KEEP));
        assertThat(hypervisor.domain("guest").orElseThrow().definition()).isEqualTo(before);
        hypervisor.start("guest");
        awaitLine("boots=2");
        assertThat(hypervisor.shutDown("guest", BOOT)).isTrue();
    }
}
