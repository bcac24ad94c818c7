package io.kss.libvirt;

import io.kss.libvirt.connection.DomainHandle;
import io.kss.libvirt.domain.DomainXml;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Describes domains. */
final class DomainReader {

    private final Parts parts;

    DomainReader(Parts parts) {
        this.parts = parts;
    }

    Domain read(DomainHandle handle) throws HypervisorException {
        RunState state = handle.state();
        DomainXml persistent = DomainXml.parse(handle.persistentXml());
        Map<String, Path> live =
                state.active() ? DomainXml.parse(handle.liveXml()).files() : Map.of();
        List<DomainDisk> disks = new ArrayList<>();
        persistent
                .files()
                .forEach((target, file) -> disks.add(new DomainDisk(
                        target,
                        file,
                        Optional.ofNullable(live.get(target)),
                        persistent.formats().getOrDefault(target, "raw"))));
        return new Domain(
                handle.name(),
                persistent.uuid(),
                state,
                handle.managedSave(),
                disks,
                persistent.definition(),
                parts.of(persistent),
                obstacles(handle, persistent));
    }

    private static List<String> obstacles(DomainHandle handle, DomainXml persistent) throws HypervisorException {
        List<String> obstacles = new ArrayList<>();
        if (!handle.persistent()) {
            obstacles.add("it is transient: libvirt forgets it when it stops; define it with 'virsh dumpxml "
                    + handle.name() + "' and 'virsh define'");
        }
        obstacles.addAll(persistent.obstacles());
        int snapshots = handle.snapshots();
        if (snapshots > 0) {
            obstacles.add("libvirt itself keeps " + snapshots + " snapshots of it, which kss would not carry along;"
                    + " delete each with 'virsh snapshot-delete " + handle.name()
                    + " NAME' (with --metadata to keep the"
                    + " files)");
        }
        int checkpoints = handle.checkpoints();
        if (checkpoints > 0) {
            obstacles.add("libvirt keeps " + checkpoints + " backup checkpoints of it, which new layers would break;"
                    + " delete each with 'virsh checkpoint-delete " + handle.name() + " NAME'");
        }
        return obstacles;
    }
}
