package io.kss.core.journal;

import io.kss.core.failure.KssException;
import io.kss.core.identity.HostId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.IdSource;
import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
import io.kss.spi.storage.StorageBackend;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;

/** A host with its memory of one VM's journal; a new journal on the same memory is a new process. */
final class Host {

    static final VmId VM = new VmId("a".repeat(32));

    private final StorageBackend backend;
    private final HostIdentity identity;
    private final IdSource ids;
    private final Clock clock;
    final JournalMemory memory = JournalMemory.volatileMemory();
    private Journal journal;

    Host(StorageBackend backend, String name, long seed) {
        this(backend, name, seed, Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));
    }

    Host(StorageBackend backend, String name, long seed, Clock clock) {
        Random random = new Random(seed);
        this.backend = backend;
        this.clock = clock;
        this.ids = () -> {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        };
        this.identity = new HostIdentity(HostId.next(ids), name);
        this.journal = restart(backend);
    }

    Journal journal() {
        return journal;
    }

    Journal restart() {
        return restart(backend);
    }

    Journal restart(StorageBackend over) {
        journal = new Journal(over, VM, identity, memory, ids, clock, milliseconds -> {});
        return journal;
    }

    VmState create() throws KssException, IOException {
        return commit(new Event.VmCreated("gaming"));
    }

    VmState commit(Event event) throws KssException, IOException {
        return journal.commit(state -> Optional.of(event));
    }

    /** Takes the lease if it is free, else writes nothing. */
    VmState acquire(String token) throws KssException, IOException {
        return journal.commit(state ->
                state.lease().isEmpty() ? Optional.of(new Event.LeaseAcquired(token, state.head())) : Optional.empty());
    }

    /** Publishes to the head as long as the token is that of the lease, else on a branch. */
    VmState publish(SnapshotId id, SnapshotId parent, String token, boolean release) throws KssException, IOException {
        PublishedSnapshot snapshot = snapshot(id, Optional.ofNullable(parent));
        return journal.commit(state -> Optional.of(
                state.lease().map(Lease::token).filter(token::equals).isPresent()
                        ? new Event.Published(snapshot, Optional.empty(), Optional.of(token), release)
                        : new Event.Published(
                                snapshot, Optional.of("from-" + identity.name()), Optional.empty(), false)));
    }

    PublishedSnapshot snapshot(SnapshotId id, Optional<SnapshotId> parent) {
        return new PublishedSnapshot(id, parent, "f".repeat(64), identity, clock.instant(), 10, 5);
    }

    static SnapshotId snapshot(int number) {
        return new SnapshotId(String.format("%032x", number));
    }
}
