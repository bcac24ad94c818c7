package io.kss.core.operation;

import io.kss.core.journal.VmState;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Empty active layers that a fetched snapshot replaced: renamed out of the way first, deleted by a later run (rule L6). */
final class Asides {

    private final VmSession session;

    Asides(VmSession session) {
        this.session = session;
    }

    /**
     * Whether a disk's active layer was handed over with the running VM: the disk has none then, and the identity in the
     * name of the file that its definition names is not the one that changes here would get.
     */
    static boolean isHandedOver(VmSession session, LocalDisk disk) throws HypervisorException {
        Optional<String> id = LayerNames.intendedId(disk.active());
        return id.isPresent()
                && !session.chain().next().value().startsWith(id.get())
                && !session.images().exists(disk.active());
    }

    /** Whether that is so for any disk: then the VM needs new active layers before it can be started here. */
    static boolean isHandedOver(VmSession session) throws HypervisorException {
        for (LocalDisk disk : session.chain().disks()) {
            if (isHandedOver(session, disk)) {
                return true;
            }
        }
        return false;
    }

    /** Deletes what was handed over with the running VM, as soon as its new host has published it (rule R3). */
    void published(VmState state) throws HypervisorException, IOException {
        List<Path> kept = new ArrayList<>();
        for (Path file : session.managed().asides()) {
            Optional<String> id = LayerNames.intendedId(LayerNames.plainName(file));
            boolean published = LayerNames.isAside(file)
                    && id.isPresent()
                    && Stream.concat(state.snapshots().keySet().stream(), state.merged().keySet().stream())
                            .anyMatch(snapshot -> snapshot.value().startsWith(id.get()));
            boolean handedOver = published
                    && session.images().exists(file)
                    && !session.images().inUse(file);
            if (handedOver) {
                session.images().delete(file);
            } else {
                kept.add(file);
            }
        }
        session.update(old -> old.withAsides(kept));
    }

    /** Deletes those that are still empty and that nobody holds; whatever got data stays and is reported by a check. */
    void tidy() throws HypervisorException, IOException {
        LocalVm vm = session.managed();
        if (vm.asides().isEmpty()) {
            return;
        }
        DiskImages images = session.images();
        List<Path> kept = new ArrayList<>();
        for (Path file : vm.asides()) {
            if (!LayerNames.isAside(file)) {
                // A layer that a merge left: never empty, and not ours to judge here.
                kept.add(file);
            } else if (images.exists(file)) {
                if (images.inUse(file) || images.holdsData(file)) {
                    kept.add(file);
                } else {
                    images.delete(file);
                }
            }
        }
        session.update(old -> old.withAsides(kept));
    }
}
