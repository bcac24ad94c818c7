package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.DiskId;
import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
import io.kss.core.manifest.Part;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalChain;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.hypervisor.DefineRequest;
import io.kss.spi.hypervisor.Definition;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A VM of its own that begins as a copy of another one's snapshot: new identity, own active layers and firmware
 * variables, shared sealed files. It is managed from the beginning; its first push sends it as a VM of its own.
 */
final class SecondVm {

    private final VmSession session;

    /** @param session of the new VM, under its lock */
    SecondVm(VmSession session) {
        this.session = session;
    }

    /**
     * What it begins as.
     *
     * @param vm whose snapshot
     * @param layers the sealed files by disk target; their chains lie here, complete
     * @param parts definition, firmware variables and the like
     * @param localOnly sizes in bytes of the disks that begin empty, by target
     */
    record Seed(
            VmId vm,
            SnapshotId snapshot,
            Consistency consistency,
            Map<String, LocalLayer> layers,
            Map<String, byte[]> parts,
            Map<String, Long> localOnly) {}

    /** Defines it. */
    void define(Seed seed) throws KssException, HypervisorException, IOException {
        SnapshotId base = SnapshotId.next(session.host().ids());
        SnapshotId next = SnapshotId.next(session.host().ids());
        Instant now = session.host().clock().instant();
        List<LocalDisk> disks = new ArrayList<>();
        Map<DiskId, LocalLayer> layers = new HashMap<>();
        for (Map.Entry<String, LocalLayer> layer : new TreeMap<>(seed.layers()).entrySet()) {
            DiskId disk = DiskId.next(session.host().ids());
            Path folder = LayerNames.folderOf(layer.getValue().file());
            String host = session.host().identity().name();
            disks.add(new LocalDisk(
                    disk, layer.getKey(), LayerNames.in(folder, session.name(), layer.getKey(), host, now, next)));
            layers.put(disk, layer.getValue());
        }
        Map<String, Path> empty = new HashMap<>();
        for (String target : seed.localOnly().keySet()) {
            // A name of its own: what lies there under a plainer one may be somebody's disk.
            String file = session.name().replace('/', '_') + "-" + target + "-"
                    + next.value().substring(0, 12) + "-local.qcow2";
            empty.put(target, session.host().imagesFolder().resolve(file));
        }
        LocalSnapshot snapshot = new LocalSnapshot(
                base,
                Optional.empty(),
                session.host().identity().name(),
                now,
                seed.consistency(),
                layers,
                Map.of(),
                false,
                0);
        for (Map.Entry<String, byte[]> part : seed.parts().entrySet()) {
            session.workspace().savePart(base, part.getKey(), part.getValue());
        }
        Intent.Cloning cloning = new Intent.Cloning(seed.vm(), seed.snapshot(), empty, seed.localOnly());
        session.remember(LocalVm.met(
                        VmId.next(session.host().ids()),
                        session.name(),
                        new LocalChain(disks, Optional.of(base), next, Map.of(base, snapshot)))
                .withIntent(Optional.of(cloning)));
        finish(cloning);
    }

    /** Goes on where an earlier run stopped. */
    void finish(Intent.Cloning cloning) throws KssException, HypervisorException, IOException {
        Optional<Domain> found = session.domain();
        if (found.isPresent() && !isOurs(found.get())) {
            throw new KssException(
                            Reason.UNRELATED_VM,
                            "While a copy named " + session.name() + " was being made, somebody defined another VM of"
                                    + " that name.",
                            "virsh domrename " + session.name() + " NEW-NAME, then the same command again",
                            "kss forget " + session.name() + " --yes gives the copy up")
                    .with("vm", session.name());
        }
        LocalSnapshot base = session.chain().baseSnapshot().orElseThrow();
        if (found.isEmpty()) {
            define(cloning, base);
        }
        Domain domain = session.requireDomain();
        // A guest that was started meanwhile owns its firmware variables already.
        if (!domain.state().active() && !Changes.inActiveLayers(session)) {
            for (String part : session.workspace().parts(base.id())) {
                if (!part.equals(Part.DEFINITION)) {
                    byte[] content = session.workspace().part(base.id(), part);
                    session.host().hypervisor().writePart(session.name(), part, new ByteArrayInputStream(content));
                }
            }
            domain = session.requireDomain();
        }
        Map<String, byte[]> parts = Parts.read(session.host().hypervisor(), domain);
        if (!parts.keySet().containsAll(session.workspace().parts(base.id()))) {
            // The guest was started before all of them were in place, and has none of the others.
            session.workspace().deleteParts(base.id());
        }
        for (Map.Entry<String, byte[]> part : parts.entrySet()) {
            session.workspace().savePart(base.id(), part.getKey(), part.getValue());
        }
        LocalSnapshot own = new LocalSnapshot(
                base.id(),
                base.parent(),
                base.hostName(),
                base.time(),
                base.consistency(),
                base.layers(),
                Parts.digests(parts),
                base.sent(),
                base.dataBytes());
        session.update(vm -> vm.withChain(vm.chain().with(own)).withIntent(Optional.empty()));
    }

    private void define(Intent.Cloning cloning, LocalSnapshot base)
            throws KssException, HypervisorException, IOException {
        Map<String, Path> disks = new HashMap<>(cloning.empty());
        for (Map.Entry<String, Path> local : cloning.empty().entrySet()) {
            if (!session.images().exists(local.getValue())) {
                long size = cloning.sizes().getOrDefault(local.getKey(), 0L);
                session.images()
                        .createLayer(local.getValue(), size, Optional.empty())
                        .close();
            }
        }
        for (LocalDisk disk : session.chain().disks()) {
            LocalLayer layer = base.layers().get(disk.id());
            if (layer == null) {
                throw new IllegalStateException("no layer for " + disk.target());
            }
            if (!session.images().exists(disk.active())) {
                session.images().createOverlay(disk.active(), layer.file());
            }
            disks.put(disk.target(), disk.active());
        }
        Definition definition = new Definition(session.workspace().part(base.id(), Part.DEFINITION));
        session.host()
                .hypervisor()
                .define(new DefineRequest(session.name(), definition, disks, DefineRequest.Identity.NEW));
    }

    private boolean isOurs(Domain domain) {
        return session.chain().disks().stream()
                .allMatch(disk -> domain.disk(disk.target())
                        .map(found -> found.source().equals(disk.active()))
                        .orElse(false));
    }
}
