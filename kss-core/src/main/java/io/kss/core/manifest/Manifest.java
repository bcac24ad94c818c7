package io.kss.core.manifest;

import io.kss.core.chunk.ChunkId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
import io.kss.spi.hypervisor.Consistency;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One snapshot, described as the difference to its parent.
 *
 * @param vm whose state it is
 * @param snapshot its permanent identity
 * @param parent the snapshot that the layers stand on, or empty for a first one
 * @param host where it was made
 * @param time when it was made, by that host's clock; for people only
 * @param consistency what a guest that boots from it finds
 * @param disks one layer for every synchronised disk, also where nothing changed
 * @param localOnlyDisks the disks that are left out on purpose, sorted by target
 * @param parts everything but disks, sorted by name
 */
public record Manifest(
        VmId vm,
        SnapshotId snapshot,
        Optional<SnapshotId> parent,
        HostIdentity host,
        Instant time,
        Consistency consistency,
        List<DiskLayer> disks,
        List<LocalOnlyDisk> localOnlyDisks,
        List<Part> parts) {

    public Manifest {
        disks = List.copyOf(disks);
        localOnlyDisks = List.copyOf(localOnlyDisks);
        parts = List.copyOf(parts);
    }

    /**
     * Hands on every chunk that is needed, once or more often.
     *
     * @param memory whether the memory image, if there is one, may still be used
     */
    public void eachChunk(boolean memory, Consumer<ChunkId> consumer) {
        for (DiskLayer disk : disks) {
            for (Region region : disk.regions()) {
                region.pieces().forEach(piece -> consumer.accept(piece.chunk()));
            }
        }
        (memory ? parts : partsWithoutMemory()).forEach(part -> part.chunks().forEach(consumer));
    }

    /** What restores the state of the VM when it is off. */
    public List<Part> partsWithoutMemory() {
        return parts.stream().filter(part -> !part.name().equals(Part.MEMORY)).toList();
    }

    /** The part of that name. */
    public Optional<Part> part(String name) {
        return parts.stream().filter(part -> part.name().equals(name)).findFirst();
    }
}
