package io.kss.core.chain;

import io.kss.core.identity.DiskId;
import io.kss.core.manifest.Manifest;
import java.util.Map;

/**
 * The whole state of a VM at one snapshot.
 *
 * @param manifest the snapshot's own manifest, with its parts and targets
 * @param disks its disks
 */
public record SnapshotState(Manifest manifest, Map<DiskId, DiskState> disks) {

    public SnapshotState {
        disks = Map.copyOf(disks);
    }
}
