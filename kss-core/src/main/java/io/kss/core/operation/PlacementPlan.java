package io.kss.core.operation;

import io.kss.core.chain.DiskDelta;
import io.kss.core.identity.SnapshotId;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Manifest;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.HypervisorException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides which files a fetched snapshot will have on this host. */
final class PlacementPlan {

    private final VmSession session;
    private final Manifest manifest;
    private final Optional<LocalSnapshot> onto;
    private final Map<String, DiskDelta> deltas;

    PlacementPlan(VmSession session, Manifest manifest, Optional<LocalSnapshot> onto, Map<String, DiskDelta> deltas) {
        this.session = session;
        this.manifest = manifest;
        this.onto = onto;
        this.deltas = deltas;
    }

    Intent.Placing intent() throws HypervisorException {
        SnapshotId next = SnapshotId.next(session.host().ids());
        List<LocalDisk> disks = new ArrayList<>();
        Map<String, Path> layers = new HashMap<>();
        for (DiskLayer disk : manifest.disks()) {
            layers.put(disk.target(), layer(disk));
            disks.add(new LocalDisk(
                    disk.disk(),
                    disk.target(),
                    named(disk, session.host().clock().instant(), next)));
        }
        return new Intent.Placing(
                manifest.snapshot(),
                manifest.host().name(),
                manifest.time(),
                manifest.consistency(),
                onto.map(LocalSnapshot::id),
                next,
                disks,
                layers,
                session.chain().disks());
    }

    static Path layerOf(Intent.Placing placing, String target) {
        Path layer = placing.layers().get(target);
        if (layer == null) {
            throw new IllegalStateException("no layer for " + target);
        }
        return layer;
    }

    /** A disk that did not change needs no file of its own. */
    private Path layer(DiskLayer disk) throws HypervisorException {
        Optional<LocalLayer> below = onto.map(base -> base.layers().get(disk.disk()));
        DiskDelta delta = deltas.get(disk.target());
        boolean isTarget =
                onto.map(base -> base.id().equals(manifest.snapshot())).orElse(false);
        if (below.isPresent() && (isTarget || (delta != null && delta.isEmpty() && keepsSize(below.get(), delta)))) {
            return below.get().file();
        }
        return named(disk, manifest.time(), manifest.snapshot());
    }

    private boolean keepsSize(LocalLayer below, DiskDelta delta) throws HypervisorException {
        return session.images().info(below.file()).virtualSize() == delta.size();
    }

    /** Beside the file it stands on, so that backing names stay relative; a new disk goes to the images folder. */
    private Path named(DiskLayer disk, Instant time, SnapshotId snapshot) {
        Path folder = onto.map(base -> base.layers().get(disk.disk()))
                .map(layer -> LayerNames.folderOf(layer.file()))
                .orElse(session.host().imagesFolder());
        String host = snapshot.equals(manifest.snapshot())
                ? manifest.host().name()
                : session.host().identity().name();
        return LayerNames.in(folder, session.name(), disk.target(), host, time, snapshot);
    }
}
