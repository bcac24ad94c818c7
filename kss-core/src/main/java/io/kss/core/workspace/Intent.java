package io.kss.core.workspace;

import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
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
     * Saving the memory of the running VM, and then sealing its disks as they are with it (rule R4).
     *
     * @param sealing how the disks are sealed
     * @param file the memory image
     */
    record Suspending(Sealing sealing, Path file) implements Intent {}

    /**
     * Starting the VM with a memory image. It does not execute before that is noted as spent.
     *
     * @param snapshot what it goes on from
     */
    record Resuming(SnapshotId snapshot) implements Intent {}

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

    /**
     * Putting several sealed layers of this host into one, under the snapshot whose state they add up to.
     *
     * @param placing what will be in place of them; its snapshot is here already, in the files that it replaces
     */
    record Merging(Placing placing) implements Intent {}

    /**
     * Handing the running VM to another host (rule R3).
     *
     * @param newToken names the takeover in the journal
     * @param to the other host, for people
     */
    record Departing(String newToken, String to) implements Intent {}

    /**
     * Receiving the running VM from another host, on files of their own.
     *
     * @param newToken names the takeover in the journal, and the lease afterwards
     * @param from the other host, for people
     * @param next the identity that the content of the arriving active layers will get
     * @param overlays the arriving active layers, by target
     * @param ran whether the VM arrived whole, so that it may have executed here
     */
    record Arriving(String newToken, String from, SnapshotId next, Map<String, Path> overlays, boolean ran)
            implements Intent {
        public Arriving {
            overlays = Map.copyOf(overlays);
        }

        /** The same with another identity for what the arriving layers will hold. */
        public Arriving as(SnapshotId identity) {
            return new Arriving(newToken, from, identity, overlays, ran);
        }

        /** The same when it has arrived. */
        public Arriving running() {
            return new Arriving(newToken, from, next, overlays, true);
        }
    }

    /**
     * Defining a second VM: its base lies here already, its definition and firmware variables are kept as that
     * snapshot's parts.
     *
     * @param source the VM whose snapshot it starts from
     * @param from that snapshot
     * @param empty the files of its local-only disks, by target
     * @param sizes their sizes in bytes, by target
     */
    record Cloning(VmId source, SnapshotId from, Map<String, Path> empty, Map<String, Long> sizes) implements Intent {
        public Cloning {
            empty = Map.copyOf(empty);
            sizes = Map.copyOf(sizes);
        }
    }
}
