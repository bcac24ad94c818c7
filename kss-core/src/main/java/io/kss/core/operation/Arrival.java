package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.identity.SnapshotId;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a VM that arrives. They are none that the VM's definition here names, so that whatever goes wrong, another
 * tool that starts it finds an older state and never half of one.
 */
final class Arrival {

    private final VmSession session;

    Arrival(VmSession session) {
        this.session = session;
    }

    /** Makes the files, empty, on what this host has of the newest snapshot. */
    Intent.Arriving prepare(String from, SnapshotId next) throws KssException, HypervisorException, IOException {
        LocalSnapshot base = session.chain().baseSnapshot().orElseThrow();
        Map<String, Path> overlays = new HashMap<>();
        for (LocalDisk disk : session.chain().disks()) {
            overlays.put(
                    disk.target(),
                    LayerNames.in(
                            LayerNames.folderOf(disk.active()),
                            session.name(),
                            disk.target(),
                            session.host().identity().name(),
                            session.host().clock().instant(),
                            next));
        }
        Intent.Arriving arriving = new Intent.Arriving(session.host().ids().next(), from, next, overlays, false);
        session.update(vm -> vm.withIntent(Optional.of(arriving)));
        for (LocalDisk disk : session.chain().disks()) {
            LocalLayer below = base.layers().get(disk.id());
            Path overlay = overlays.get(disk.target());
            if (below == null || overlay == null) {
                throw new IllegalStateException("no layer for " + disk.target());
            }
            session.images().delete(overlay);
            session.images().createOverlay(overlay, below.file());
        }
        return arriving;
    }

    /** It has arrived whole: remembered before it executes, in one write, for the guest waits. */
    Intent.Arriving whole(Intent.Arriving arriving) throws IOException {
        session.update(vm -> vm.withIntent(Optional.of(arriving.running())));
        return arriving.running();
    }

    /** Makes the definition and our memory stand on the files that came. Idempotent. */
    void atHome(Intent.Arriving arriving) throws KssException, HypervisorException, IOException {
        session.workspace().marks().cameAbout();
        TakingOver.moves(session).settle(session.name(), arriving.overlays());
        if (session.host().hypervisor().state(session.name()) == RunState.HELD) {
            TakingOver.moves(session).resume(session.name());
        }
        List<LocalDisk> disks = new ArrayList<>();
        List<Path> asides = new ArrayList<>(session.managed().asides());
        for (LocalDisk disk : session.chain().disks()) {
            Path overlay = arriving.overlays().getOrDefault(disk.target(), disk.active());
            disks.add(new LocalDisk(disk.id(), disk.target(), overlay));
            if (!overlay.equals(disk.active())) {
                Path aside = LayerNames.aside(disk.active());
                if (session.images().exists(disk.active())) {
                    session.images().rename(disk.active(), aside);
                }
                asides.add(aside);
            }
        }
        SnapshotId base = session.chain().base().orElseThrow();
        session.update(vm -> vm.withChain(vm.chain().standingOn(base, disks, arriving.next()))
                .withAsides(asides)
                .withUnleased(false)
                .withConflict(Optional.empty()));
    }

    /** It did not come, or goes on elsewhere. */
    void throwAway(Intent.Arriving arriving) throws KssException, HypervisorException, IOException {
        for (Path overlay : arriving.overlays().values()) {
            if (session.images().exists(overlay) && session.images().inUse(overlay)) {
                session.host().hypervisor().powerOff(session.name());
            }
        }
        for (Path overlay : arriving.overlays().values()) {
            session.images().delete(overlay);
        }
        session.workspace().marks().ended();
    }

    void settled() throws IOException {
        session.update(vm -> vm.withIntent(Optional.empty()));
    }
}
