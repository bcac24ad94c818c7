package io.kss.libvirt;

import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.tck.hypervisor.HypervisorContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class LibvirtHypervisorContractIT extends HypervisorContract {

    private static PrivateLibvirt libvirt;
    private static int count;

    private Hypervisor hypervisor;
    private String name;
    private Path room;

    @BeforeAll
    static void startDaemon() throws Exception {
        libvirt = PrivateLibvirt.start();
    }

    @AfterAll
    static void stopDaemon() throws Exception {
        libvirt.closeAndDelete();
    }

    @BeforeEach
    void connect() throws Exception {
        name = "machine" + count++;
        room = Files.createDirectories(libvirt.images().resolve(name));
        Files.createDirectories(room.resolve("own"));
        Files.createDirectories(folder());
        hypervisor = libvirt.connect();
    }

    @AfterEach
    void remove() throws Exception {
        for (String domain : hypervisor.domains()) {
            if (domain.startsWith(name)) {
                hypervisor.powerOff(domain);
                libvirt.virsh("undefine", "--managed-save", "--keep-nvram", domain);
            }
        }
        hypervisor.close();
        try (Stream<Path> files = Files.walk(room)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    protected Hypervisor hypervisor() {
        return hypervisor;
    }

    @Override
    protected Path folder() {
        return room.resolve("more");
    }

    @Override
    protected String createDomain() throws Exception {
        TestDomain.defineWithFirmware(libvirt, name, room.resolve("own"));
        return name;
    }

    @Override
    protected Optional<String> part() {
        return Optional.of("nvram");
    }

    @Override
    protected void guestWrite(String domain, String target, long offset, byte[] bytes) throws Exception {
        String write = "write -P " + (bytes[0] & 0xff) + " " + offset + " " + bytes.length;
        if (hypervisor.state(domain) == RunState.OFF) {
            DomainDisk disk =
                    hypervisor.domain(domain).orElseThrow().disk(target).orElseThrow();
            TestDomain.run(
                    "qemu-io", "-f", disk.format(), "-c", write, disk.source().toString());
        } else {
            String device = "/machine/peripheral/virtio-disk" + (target.equals("vda") ? 0 : 1) + "/virtio-backend";
            String said = libvirt.virsh(
                    "qemu-monitor-command", "--hmp", domain, "qemu-io -d " + device + " \"" + write + "\"");
            if (!said.isBlank() && !said.contains("wrote")) {
                throw new AssertionError(said);
            }
        }
    }

    @Override
    protected void changeDefinition(String domain) throws Exception {
        libvirt.virsh("setmaxmem", domain, "96M", "--config");
    }

    @Override
    protected void suspend(String domain) throws Exception {
        libvirt.virsh("suspend", domain);
    }

    @Override
    protected void managedSave(String domain) throws Exception {
        libvirt.virsh("managedsave", domain);
    }

    @Override
    protected boolean addDisplay(String domain) throws Exception {
        Path xml = room.resolve("own/display.xml");
        Files.writeString(xml, libvirt.virsh("dumpxml", "--inactive", domain).replace("</devices>", """
                        <graphics type='vnc' port='-1' autoport='yes'><listen type='address' address='127.0.0.1'/></graphics>
                        </devices>"""));
        libvirt.virsh("define", xml.toString());
        return true;
    }

    @Override
    protected Optional<String> address() {
        return Optional.of(libvirt.uri());
    }
}
