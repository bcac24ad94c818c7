package io.kss.libvirt;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A machine with two disks and no operating system, as a person might have made it. */
final class TestDomain {

    private TestDomain() {}

    static void define(PrivateLibvirt libvirt, String name) throws Exception {
        Path images = libvirt.images();
        Path system = images.resolve(name + "-system.qcow2");
        Path home = images.resolve(name + "-home.raw");
        run("qemu-img", "create", "-q", "-f", "qcow2", system.toString(), "64M");
        run("qemu-img", "create", "-q", "-f", "raw", home.toString(), "32M");
        Files.write(images.resolve("cd.iso"), new byte[65536]);
        Path xml = images.resolve(name + ".xml");
        Files.writeString(xml, xml(name, system, home, images));
        libvirt.virsh("define", xml.toString());
    }

    /** A smaller one, of which all disks are qcow2 and whose firmware keeps variables. */
    static void defineWithFirmware(PrivateLibvirt libvirt, String name, Path folder) throws Exception {
        String disks = "";
        for (String target : List.of("vda", "vdb")) {
            Path file = folder.resolve(target + ".qcow2");
            run("qemu-img", "create", "-q", "-f", "qcow2", file.toString(), "4M");
            disks += "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='" + file
                    + "'/><target dev='" + target + "' bus='virtio'/></disk>";
        }
        Path code = Files.write(folder.resolve("code.fd"), new byte[4 << 20]);
        Files.write(libvirt.boot().resolve("code.fd"), new byte[4 << 20]);
        Path variables = Files.write(folder.resolve("vars.fd"), new byte[1 << 20]);
        Path xml = folder.resolve("machine.xml");
        Files.writeString(xml, """
                <domain type='qemu'><name>%s</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
                <os><type arch='x86_64' machine='q35'>hvm</type>
                <loader readonly='yes' type='pflash'>%s</loader><nvram>%s</nvram></os>
                <features><acpi/></features>
                <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>%s
                <controller type='usb' model='none'/><memballoon model='none'/></devices></domain>
                """.formatted(name, code, variables, disks));
        libvirt.virsh("define", xml.toString());
    }

    static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + said);
        }
    }

    private static String xml(String name, Path system, Path home, Path images) {
        return """
                <domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>%1$s</name>
                  <title>Ein schönes Gerät &amp; mehr</title>
                  <memory unit='MiB'>64</memory><vcpu>1</vcpu>
                  <cputune><shares>2048</shares></cputune>
                  <os><type arch='x86_64' machine='q35'>hvm</type><boot dev='hd'/></os>
                  <features><acpi/><apic/></features>
                  <on_poweroff>destroy</on_poweroff>
                  <devices>
                    <emulator>/usr/bin/qemu-system-x86_64</emulator>
                    <disk type='file' device='disk'><driver name='qemu' type='qcow2' cache='none' discard='unmap'/>
                      <source file='%2$s'/><target dev='vda' bus='virtio'/><serial>SYS</serial></disk>
                    <disk type='file' device='disk'><driver name='qemu' type='raw'/>
                      <source file='%3$s'/><target dev='vdb' bus='virtio'/></disk>
                    <disk type='file' device='cdrom'><driver name='qemu' type='raw'/>
                      <source file='%4$s/cd.iso' startupPolicy='optional'/><target dev='sda' bus='sata'/><readonly/></disk>
                    <serial type='file'><source path='%4$s/%1$s-serial.log'/><target port='0'/></serial>
                    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
                    <interface type='user'><mac address='52:54:00:11:22:33'/><model type='virtio'/></interface>
                    <graphics type='vnc' port='-1' autoport='yes' passwd='secret'><listen type='address' address='127.0.0.1'/></graphics>
                    <video><model type='vga'/></video>
                    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
                    <memballoon model='virtio'/>
                  </devices>
                  <qemu:commandline><qemu:arg value='-name'/><qemu:arg value='guest=%1$s'/></qemu:commandline>
                </domain>
                """.formatted(name, system, home, images);
    }
}
