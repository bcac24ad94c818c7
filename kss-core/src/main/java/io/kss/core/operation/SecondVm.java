package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.identity.SnapshotId;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.DefineRequest;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Defines a VM of its own on top of a snapshot that lies here: new identity, own active layers, shared sealed files. */
final class SecondVm {

    private static final int LONGEST = 60;

    private final VmSession session;

    SecondVm(VmSession session) {
        this.session = session;
    }

    /** Defines it unless it is there already. The name follows from the branch's, so that a second try finds the first. */
    String define(LocalSnapshot snapshot, String branch) throws KssException, HypervisorException, IOException {
        String base = session.name().length() <= LONGEST
                ? session.name()
                : session.name().substring(0, LONGEST);
        String name = base + "-" + branch;
        Domain original = session.requireDomain();
        if (session.host().hypervisor().domain(name).isPresent()) {
            return name;
        }
        Map<String, Path> disks = new HashMap<>();
        for (LocalDisk disk : session.chain().disks()) {
            LocalLayer layer = snapshot.layers().get(disk.id());
            if (layer != null) {
                Path active = LayerNames.in(
                        LayerNames.folderOf(layer.file()),
                        name,
                        disk.target(),
                        session.host().identity().name(),
                        session.host().clock().instant(),
                        SnapshotId.next(session.host().ids()));
                session.images().createOverlay(active, layer.file());
                disks.put(disk.target(), active);
            }
        }
        for (DomainDisk disk : original.disks()) {
            if (!disks.containsKey(disk.target())) {
                Path empty = LayerNames.folderOf(disk.source())
                        .resolve(name.replace('/', '_') + "-" + disk.target() + "-local.qcow2");
                if (!session.images().exists(empty)) {
                    long size = session.images().info(disk.source()).virtualSize();
                    session.images()
                            .createLayer(empty, size, java.util.Optional.empty())
                            .close();
                }
                disks.put(disk.target(), empty);
            }
        }
        session.host()
                .hypervisor()
                .define(new DefineRequest(name, original.definition(), disks, DefineRequest.Identity.NEW));
        for (Map.Entry<String, byte[]> part :
                Parts.read(session.host().hypervisor(), original).entrySet()) {
            if (original.parts().contains(part.getKey())) {
                session.host().hypervisor().writePart(name, part.getKey(), new ByteArrayInputStream(part.getValue()));
            }
        }
        return name;
    }
}
