package io.kss.core.workspace;

import io.kss.core.identity.DiskId;
import io.kss.core.identity.SnapshotId;
import io.kss.spi.hypervisor.Consistency;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A snapshot whose layers lie on this host.
 *
 * @param id its permanent identity
 * @param parent the snapshot whose files its own files stand on here; not always the parent it was published with
 * @param hostName where it was made
 * @param time when it was made
 * @param consistency what a guest that boots from it finds
 * @param layers its files, by disk
 * @param parts SHA-256 of each part as the hypervisor here gives it, by name
 * @param sent whether the repository has it
 * @param dataBytes changed disk data, in bytes; 0 while unknown
 */
public record LocalSnapshot(
        SnapshotId id,
        Optional<SnapshotId> parent,
        String hostName,
        Instant time,
        Consistency consistency,
        Map<DiskId, LocalLayer> layers,
        Map<String, String> parts,
        boolean sent,
        long dataBytes) {

    public LocalSnapshot {
        layers = Map.copyOf(layers);
        parts = Map.copyOf(parts);
    }

    /** Whether layers of it consist of several files, because merging them was begun and not finished. */
    public boolean isHalfMerged() {
        return layers.values().stream().anyMatch(layer -> !layer.inner().isEmpty());
    }

    /** The same with other files, standing on another snapshot's. */
    public LocalSnapshot with(Optional<SnapshotId> below, Map<DiskId, LocalLayer> files) {
        return new LocalSnapshot(id, below, hostName, time, consistency, files, parts, sent, dataBytes);
    }

    /** The same, known to be in the repository. */
    public LocalSnapshot asSent(long bytes) {
        return new LocalSnapshot(id, parent, hostName, time, consistency, layers, parts, true, bytes);
    }
}
