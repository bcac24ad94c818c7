package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.libvirt.image.Qemu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A VM with two qcow2 disks and nothing but its firmware to run, on one of the hosts that have it. */
record TestVm(String name) {

    static final List<String> TARGETS = List.of("vda", "vdb");

    /** Makes it on a host, as a person would who has never heard of kss. */
    static TestVm define(ProductHost host, String name, String size) throws Exception {
        StringBuilder disks = new StringBuilder();
        for (String target : TARGETS) {
            Path file = host.images().resolve(name + "-" + target + ".qcow2");
            Qemu.img("create", "-q", "-f", "qcow2", file.toString(), size);
            disks.append("<disk type='file' device='disk'><driver name='qemu' type='qcow2' discard='unmap'/>")
                    .append("<source file='" + file + "'/><target dev='" + target + "' bus='virtio'/></disk>");
        }
        Path xml = host.folder().resolve(name + ".xml");
        Files.writeString(xml, """
                <domain type='qemu'><name>%s</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>
                <os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features>
                <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>%s
                <controller type='usb' model='none'/><memballoon model='none'/></devices></domain>
                """.formatted(name, disks));
        host.libvirt().virsh("define", xml.toString());
        return new TestVm(name);
    }

    boolean runs(ProductHost host) throws Exception {
        return host.libvirt().virsh("domstate", name).contains("running");
    }

    boolean known(ProductHost host) throws Exception {
        return host.libvirt().virsh("list", "--all", "--name").lines().anyMatch(name::equals);
    }

    /** The file that the guest's next write to a disk goes to. */
    Path active(ProductHost host, String target) throws Exception {
        return host.libvirt()
                .virsh("domblklist", "--inactive", name)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(target + " "))
                .map(line -> Path.of(line.substring(target.length()).strip()))
                .findFirst()
                .orElseThrow();
    }

    /** Changes a disk as the guest does: through QEMU, whether it runs or not. Commands are those of {@code qemu-io}. */
    void io(ProductHost host, String target, List<String> commands) throws Exception {
        if (!runs(host)) {
            Qemu.io(active(host, target), commands.toArray(String[]::new));
            return;
        }
        String device = "/machine/peripheral/virtio-disk" + TARGETS.indexOf(target) + "/virtio-backend";
        for (String command : commands) {
            String said = host.libvirt()
                    .virsh("qemu-monitor-command", name, "--hmp", "qemu-io -d " + device + " \"" + command + "\"");
            assertThat(said).doesNotContain("rror").doesNotContain("ailed");
        }
    }
}
