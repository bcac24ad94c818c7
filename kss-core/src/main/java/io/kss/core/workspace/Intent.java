package io.kss.core.workspace;

import io.kss.core.identity.SnapshotId;
import io.kss.spi.hypervisor.Consistency;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Something that takes several steps, written down before the first so that the next run can finish it or undo it. */
public sealed interface Intent {

    /**
     * Putting new active layers on top; the present ones become a snapshot.
     *
     * @param snapshot the identity of the snapshot
     * @param next the identity that the new active layers' content will get
     * @param time when it began
     * @param overlays the new files by disk target
     */
    record Sealing(SnapshotId snapshot, SnapshotId next, Instant time, Map<String, Path> overlays) implements Intent {
        public Sealing {
            overlays = Map.copyOf(overlays);
        }
    }

    /**
     * Putting a fetched snapshot in place.
     *
     * @param snapshot what is placed
     * @param madeBy the host where it was made
     * @param time when it was made
     * @param consistency what a guest that boots from it finds
     * @param onto the local snapshot whose files it stands on, or empty for complete disks
     * @param next the identity that the new active layers' content will get
     * @param disks the disks as they will be, with their new active layers
     * @param layers the sealed file of every disk, by target; where nothing changed it is the one it stands on
     * @param replaced the active layers that were there before
     */
    record Placing(
            SnapshotId snapshot,
            String madeBy,
            Instant time,
            Consistency consistency,
            Optional<SnapshotId> onto,
            SnapshotId next,
            List<LocalDisk> disks,
            Map<String, Path> layers,
            List<LocalDisk> replaced)
            implements Intent {
        public Placing {
            disks = List.copyOf(disks);
            layers = Map.copyOf(layers);
            replaced = List.copyOf(replaced);
        }
    }
}
