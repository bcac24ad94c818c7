package io.kss.core;

import io.kss.core.identity.SnapshotId;
import io.kss.spi.hypervisor.Consistency;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot, for people and programs.
 *
 * @param id its permanent identity; commands take any unambiguous beginning of it
 * @param parent the one it stands on
 * @param host the name of the host where it was made
 * @param time when, by that host's clock
 * @param dataBytes changed disk data in it, in bytes, or 0 if it was not measured yet
 * @param storedBytes what it added to the store, in bytes; 0 if it is not there
 * @param here whether its layers lie on this host
 * @param inRepository whether it was sent
 * @param labels {@code head}, or names of branches whose tip it is, or {@code base}: what the VM here
 *     stands on, or {@code suspended}: the guest can go on from it where it was
 * @param consistency what a guest that boots from it finds, if this host knows
 */
public record SnapshotView(
        SnapshotId id,
        Optional<SnapshotId> parent,
        String host,
        Instant time,
        long dataBytes,
        long storedBytes,
        boolean here,
        boolean inRepository,
        List<String> labels,
        Optional<Consistency> consistency) {

    /** One of which this host does not know how consistent it is. */
    public SnapshotView(
            SnapshotId id,
            Optional<SnapshotId> parent,
            String host,
            Instant time,
            long dataBytes,
            long storedBytes,
            boolean here,
            boolean inRepository,
            List<String> labels) {
        this(id, parent, host, time, dataBytes, storedBytes, here, inRepository, labels, Optional.empty());
    }
}
