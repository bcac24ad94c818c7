package io.kss.libvirt;

import io.kss.libvirt.connection.Connection;
import io.kss.libvirt.connection.DomainHandle;
import io.kss.libvirt.domain.DomainXml;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.MoveObstacle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares what a running machine needs with what this host has. */
final class MoveExamination {

    private static final long MIB = 1 << 20;

    private final Connection here;
    private final Connection there;

    MoveExamination(Connection here, Connection there) {
        this.here = here;
        this.there = there;
    }

    List<MoveObstacle> of(DomainHandle source) throws HypervisorException {
        List<MoveObstacle> found = new ArrayList<>();
        String name = source.name();
        DomainXml running = DomainXml.parse(source.migratableXml());
        processor(name, running, found);
        machine(name, running, found);
        versions(found);
        memory(name, running, found);
        found.addAll(new MissingNetworks(here).of(name));
        emulation(name, running, found);
        for (String device : running.immovable()) {
            found.add(new MoveObstacle(
                    "device",
                    true,
                    "The VM " + name + " uses " + device + " of the host it runs on, which can't move along.",
                    "virsh detach-device " + name + " takes it off the running VM; or kss stop and kss start"));
        }
        if (source.job().isPresent()) {
            found.add(new MoveObstacle(
                    "job",
                    true,
                    "Something else is being done with the VM " + name
                            + " at this moment, such as a backup or an earlier" + " move that is still being undone.",
                    "virsh domjobinfo " + name + " on its host tells what; wait for its end, or virsh domjobabort "
                            + name));
        }
        return found;
    }

    /** The migratable form names every feature that the guest was given, so that one comparison says it all. */
    private void processor(String name, DomainXml running, List<MoveObstacle> found) throws HypervisorException {
        if (!running.type().equals("kvm")) {
            return;
        }
        Optional<String> cpu = running.cpu();
        if (cpu.isPresent() && here.compareCpu(cpu.get()) == 0) {
            found.add(new MoveObstacle(
                    "cpu",
                    true,
                    "The VM " + name + " was started with processor features that this host's processor lacks.",
                    commonModel(name, running)));
        }
    }

    private String commonModel(String name, DomainXml running) {
        String once = "; then kss stop " + name + " and kss start " + name + " once";
        return CommonProcessor.of(here, there, running)
                .map(cpu -> "give it what both hosts have: virsh edit " + name + " there, and put in place of its <cpu>"
                        + " element: " + cpu + once)
                .orElse("give it a model that both hosts have: virsh hypervisor-cpu-baseline with the output of virsh"
                        + " domcapabilities of both hosts computes one; put it into the VM with virsh edit " + name
                        + once);
    }

    private void machine(String name, DomainXml running, List<MoveObstacle> found) throws HypervisorException {
        Optional<String> machine = running.machine();
        if (machine.isPresent() && !here.capabilities().contains(">" + machine.get() + "</machine>")) {
            found.add(new MoveObstacle(
                    "machine",
                    true,
                    "The VM " + name + " is a machine of the type " + machine.get() + ", which the QEMU of this host ("
                            + dotted(here.emulatorVersion()) + ") does not have.",
                    "upgrade QEMU here; or stop the VM and set an older type with virsh edit " + name
                            + ", such as the newest that 'qemu-system-x86_64 -machine help' lists here"));
        }
    }

    /** Seen with QEMU 7.2, without kss as well: dirty pages get lost when the memory is gone through many times. */
    private static void emulation(String name, DomainXml running, List<MoveObstacle> found) {
        if (running.type().equals("qemu")) {
            found.add(new MoveObstacle(
                    "emulation",
                    false,
                    "The VM " + name
                            + " is emulated in software, not run by KVM. QEMU was seen to lose changes of such a"
                            + " guest's memory when the guest was too busy to cross quickly; it crashed after the move.",
                    "move it while it is calm, or with --post-copy; or stop it there and start it here"));
        }
    }

    /** Machine types keep a move to a newer QEMU possible; the way back is promised by nobody. */
    private void versions(List<MoveObstacle> found) throws HypervisorException {
        long from = there.emulatorVersion();
        long to = here.emulatorVersion();
        if (to < from) {
            found.add(new MoveObstacle(
                    "version",
                    false,
                    "QEMU is older here (" + dotted(to) + ") than where the VM runs (" + dotted(from)
                            + "): the move may be refused while it goes on; the VM then stays where it is.",
                    "upgrade QEMU here"));
        } else if (to > from) {
            found.add(new MoveObstacle(
                    "version",
                    false,
                    "QEMU is newer here (" + dotted(to) + ") than where the VM runs (" + dotted(from)
                            + "): moving here works, but moving back may be refused.",
                    "upgrade QEMU there, or move back with kss stop and kss start"));
        }
    }

    private void memory(String name, DomainXml running, List<MoveObstacle> found) throws HypervisorException {
        long needed = running.memory();
        long free = here.freeMemory();
        if (free > 0 && needed > free) {
            found.add(new MoveObstacle(
                    "memory",
                    false,
                    "The VM " + name + " has " + needed / MIB + " MiB of memory, and " + free / MIB
                            + " MiB are free here without what caches can give back.",
                    "close something on this host"));
        }
    }

    private static String dotted(long version) {
        return version / 1_000_000 + "." + version / 1000 % 1000 + "." + version % 1000;
    }
}
