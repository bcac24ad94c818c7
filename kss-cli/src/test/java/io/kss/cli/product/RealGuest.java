package io.kss.cli.product;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A guest that boots, writes and shuts down by itself. {@code -Dkss.guest} names the folder with its disks. */
final class RealGuest {

    private static final Duration BOOT = Duration.ofMinutes(3);

    private RealGuest() {}

    static boolean possible() {
        return System.getProperty("kss.guest") != null;
    }

    /** Defines it with disks of its own. */
    static TestVm define(ProductHost host, String name) throws Exception {
        Path guest = Path.of(System.getProperty("kss.guest"));
        StringBuilder disks = new StringBuilder();
        List<String> images = List.of("system.qcow2", "home.qcow2");
        for (int i = 0; i < images.size(); i++) {
            Path file = Files.copy(guest.resolve(images.get(i)), host.images().resolve("guest-" + images.get(i)));
            disks.append("<disk type='file' device='disk'><driver name='qemu' type='qcow2' discard='unmap'/>")
                    .append("<source file='" + file + "'/><target dev='" + TestVm.TARGETS.get(i) + "' bus='virtio'/>")
                    .append("</disk>");
        }
        Path xml = host.folder().resolve("guest.xml");
        Files.writeString(xml, """
                <domain type='qemu'><name>%s</name><memory unit='MiB'>256</memory><vcpu>1</vcpu>
                <os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/><apic/></features>
                <cpu mode='custom' match='exact'><model>qemu64</model></cpu>
                <on_poweroff>destroy</on_poweroff><on_crash>destroy</on_crash>
                <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>%s
                <serial type='pty'><target port='0'/></serial>
                <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
                <controller type='usb' model='none'/><memballoon model='none'/></devices></domain>
                """.formatted(name, disks));
        host.libvirt().virsh("define", xml.toString());
        return new TestVm(name);
    }

    /** Waits until it has booted. */
    static GuestAgent ready(ProductHost host, TestVm vm) {
        GuestAgent agent = new GuestAgent(host, vm.name());
        await().atMost(BOOT)
                .ignoreExceptions()
                .until(() -> agent.run("test -e /run/ready").isEmpty());
        return agent;
    }
}
