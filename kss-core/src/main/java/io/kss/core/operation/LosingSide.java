package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.StateFolder;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The side of a conflict that does not go on, as a second VM beside the one that does. */
final class LosingSide {

    private static final int LONGEST = 60;

    private final VmSession session;

    LosingSide(VmSession session) {
        this.session = session;
    }

    /** Defines it unless it is there already. The name follows from the branch's, so that a second try finds the first. */
    String define(LocalSnapshot snapshot, String branch) throws KssException, HypervisorException, IOException {
        String base = session.name().length() <= LONGEST
                ? session.name()
                : session.name().substring(0, LONGEST);
        String name = base + "-" + branch;
        try (StateFolder.Lock lock = session.host().workspace().vm(name).lock()) {
            VmSession second = VmSession.working(session.host(), name, session.localOnlyDisks());
            Recovery.run(second);
            if (second.domain().isEmpty()) {
                new SecondVm(second).define(seed(snapshot));
            }
        }
        return name;
    }

    private SecondVm.Seed seed(LocalSnapshot snapshot) throws KssException, HypervisorException, IOException {
        Domain original = session.requireDomain();
        Map<String, LocalLayer> layers = new HashMap<>();
        for (LocalDisk disk : session.chain().disks()) {
            LocalLayer layer = snapshot.layers().get(disk.id());
            if (layer != null) {
                layers.put(disk.target(), layer);
            }
        }
        Map<String, Long> localOnly = new HashMap<>();
        for (DomainDisk disk : original.disks()) {
            if (!layers.containsKey(disk.target())) {
                localOnly.put(
                        disk.target(), session.images().info(disk.source()).virtualSize());
            }
        }
        return new SecondVm.Seed(
                session.managed().vm(),
                snapshot.id(),
                snapshot.consistency(),
                layers,
                Parts.read(session.host().hypervisor(), original),
                localOnly);
    }
}
