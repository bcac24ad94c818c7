package io.kss.core.operation;

import io.kss.core.manifest.Part;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.ImageInfo;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether a VM differs from the snapshot it stands on. Costs a look at the active layers, never at a disk. */
final class Changes {

    private Changes() {}

    /** Anything at all: data, size, number of disks, definition, firmware variables. */
    static boolean any(VmSession session, Domain domain) throws HypervisorException, IOException {
        return changed(session, domain, Set.of());
    }

    /** Anything that a running VM which comes here would replace: all but the definition. */
    static boolean beyondDefinition(VmSession session, Domain domain) throws HypervisorException, IOException {
        return changed(session, domain, Set.of(Part.DEFINITION));
    }

    private static boolean changed(VmSession session, Domain domain, Set<String> ignored)
            throws HypervisorException, IOException {
        Optional<LocalSnapshot> base = session.chain().baseSnapshot();
        if (base.isEmpty() || !syncedTargets(session, domain).equals(rememberedTargets(session))) {
            return true;
        }
        if (Asides.isHandedOver(session)) {
            // It goes on elsewhere: what lies here is no state of it, whatever somebody does to the definition.
            return false;
        }
        for (LocalDisk disk : session.chain().disks()) {
            LocalLayer below = base.get().layers().get(disk.id());
            if (below != null && !session.images().exists(disk.active())) {
                // Between the two ends of a switch that was cut short: it was empty when it was put aside.
                continue;
            }
            if (below == null || session.images().holdsData(disk.active()) || resized(session, disk, below)) {
                return true;
            }
        }
        Map<String, String> now = Parts.digests(Parts.read(session.host().hypervisor(), domain));
        Map<String, String> then = new TreeMap<>(base.get().parts());
        now.keySet().removeAll(ignored);
        then.keySet().removeAll(ignored);
        return !now.equals(then);
    }

    /** Whether any active layer was written to; of a VM that was never sealed, always. */
    static boolean inActiveLayers(VmSession session) throws HypervisorException {
        if (session.chain().base().isEmpty()) {
            return true;
        }
        for (LocalDisk disk : session.chain().disks()) {
            if (session.images().exists(disk.active()) && session.images().holdsData(disk.active())) {
                return true;
            }
        }
        return false;
    }

    /** Bytes that the active layers occupy. */
    static long bytesInActiveLayers(VmSession session) throws HypervisorException {
        long bytes = 0;
        for (LocalDisk disk : session.chain().disks()) {
            if (session.images().exists(disk.active())) {
                ImageInfo info = session.images().info(disk.active());
                bytes += info.allocated();
            }
        }
        return bytes;
    }

    /** The disks that are to be synchronised, by target. */
    static Set<String> syncedTargets(VmSession session, Domain domain) {
        Set<String> targets = domain.disks().stream().map(disk -> disk.target()).collect(Collectors.toSet());
        targets.removeAll(session.localOnlyDisks());
        return targets;
    }

    private static Set<String> rememberedTargets(VmSession session) {
        return session.chain().disks().stream().map(LocalDisk::target).collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean resized(VmSession session, LocalDisk disk, LocalLayer below) throws HypervisorException {
        return session.images().info(disk.active()).virtualSize()
                != session.images().info(below.file()).virtualSize();
    }
}
