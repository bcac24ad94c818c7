package io.kss.core.workspace;

import io.kss.core.identity.SnapshotId;
import io.kss.spi.hypervisor.Fingerprint;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What this host knows of the memory image with which the guest goes on from a snapshot.
 *
 * @param snapshot the snapshot, the only one whose disks it fits
 * @param bytes its length
 * @param file where it lies here, complete, or empty if it does not
 * @param spent whether it may not be used (any more): it was used here or elsewhere, or given up
 */
public record LocalMemory(SnapshotId snapshot, long bytes, Optional<File> file, boolean spent) {

    /**
     * A file with a memory image.
     *
     * @param path where
     * @param fingerprint what tells whether it was touched
     */
    public record File(Path path, Fingerprint fingerprint) {}

    /** The same with or without a file. */
    public LocalMemory with(Optional<File> here) {
        return new LocalMemory(snapshot, bytes, here, spent);
    }

    /** The same when it may not be used any more. */
    public LocalMemory asSpent() {
        return new LocalMemory(snapshot, bytes, file, true);
    }
}
