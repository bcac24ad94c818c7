package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.chunk.ChunkId;
import io.kss.core.identity.DiskId;
import io.kss.core.identity.HostId;
import io.kss.core.identity.HostIdentity;
import io.kss.core.identity.IdSource;
import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
import io.kss.core.journal.Event;
import io.kss.core.journal.Journal;
import io.kss.core.journal.JournalMemory;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Manifest;
import io.kss.core.manifest.Piece;
import io.kss.core.manifest.Region;
import io.kss.core.repository.Ambient;
import io.kss.core.repository.NamedVm;
import io.kss.core.repository.Repository;
import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.tck.hypervisor.MemoryHost;
import io.kss.spi.tck.storage.MemoryStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much merging moves: descriptions of data, never data. */
class MergeTrafficTest {

    private static final int SNAPSHOTS = 50;
    private static final long DELTA = 4L << 30;
    private static final int DISK_REGIONS = 10_240;
    private static final HostIdentity HOST = new HostIdentity(HostId.next(IdSource.secure()), "desktop");
    private static final DiskId DISK = DiskId.next(IdSource.secure());

    private final MemoryStore store = new MemoryStore();
    private final Random random = new Random(50);

    @TempDir
    Path folder;

    @Test
    void fiftySnapshotsOfFourGiBMergeForLessThanAHundredthOfTheData() throws Exception {
        long data = publish();
        assertThat(data).isGreaterThan(DELTA);
        CountingBackend counting = new CountingBackend(store.connect());
        try (Kss kss = new KssBuilder()
                .store(new StoreConnector() {
                    @Override
                    public StorageBackend connect() {
                        return counting;
                    }

                    @Override
                    public String displayName() {
                        return "memory";
                    }
                })
                .hypervisor(new MemoryHost("laptop", 1).connect())
                .settings(Settings.of("laptop", folder, folder))
                .machine("laptop")
                .build()) {
            MergeResult result = kss.virtualMachine("daily").compact(OptionalInt.of(1), false);
            assertThat(result.ended()).hasSize(SNAPSHOTS);
            assertThat(kss.virtualMachine("daily").snapshots()).hasSize(1);
        }
        System.out.println("merging " + SNAPSHOTS + " snapshots of " + data + " bytes read " + counting.read()
                + " and wrote " + counting.written() + " bytes");
        assertThat(counting.read() + counting.written()).isLessThan(DELTA / 100);
    }

    /** A base of 10 GiB, and a line of snapshots on it that change some grains of many regions. */
    private long publish() throws Exception {
        Repository repository = Repository.init(store.connect(), store.connect(), Ambient.system());
        NamedVm vm = repository.claim("daily", VmId.next(IdSource.secure()), HOST);
        Journal journal = repository.journal(vm.id(), JournalMemory.volatileMemory(), HOST);
        journal.commit(state -> Optional.of(new Event.VmCreated("daily")));
        journal.commit(state -> Optional.of(new Event.LeaseAcquired("token", Optional.empty())));
        Optional<SnapshotId> parent = Optional.empty();
        long changed = 0;
        for (int i = 0; i <= SNAPSHOTS; i++) {
            DiskLayer layer = parent.isEmpty() ? base() : change();
            changed += parent.isEmpty() ? 0 : layer.dataBytes();
            SnapshotId id = SnapshotId.next(IdSource.secure());
            Manifest manifest = new Manifest(
                    vm.id(), id, parent, HOST, Instant.EPOCH, Consistency.CLEAN, List.of(layer), List.of(), List.of());
            String hash = repository.manifests(vm.id()).put(manifest);
            PublishedSnapshot snapshot =
                    new PublishedSnapshot(id, parent, hash, HOST, Instant.EPOCH, layer.dataBytes(), 0);
            boolean last = i == SNAPSHOTS;
            journal.commit(
                    state -> Optional.of(new Event.Published(snapshot, Optional.empty(), Optional.of("token"), last)));
            parent = Optional.of(id);
        }
        return changed;
    }

    private DiskLayer base() {
        List<Region> regions = new ArrayList<>();
        for (int index = 0; index < 2560; index++) {
            regions.add(region(index, -1));
        }
        return layer(regions);
    }

    private DiskLayer change() {
        TreeMap<Integer, Region> regions = new TreeMap<>();
        long bytes = 0;
        while (bytes <= DELTA / SNAPSHOTS) {
            int index = random.nextInt(DISK_REGIONS);
            // About a quarter of the region's grains, scattered.
            long grains = random.nextLong() & 0x5555_5555_5555_5555L;
            if (grains != 0 && regions.putIfAbsent(index, region(index, grains)) == null) {
                bytes += (long) Long.bitCount(grains) * Grains.SIZE;
            }
        }
        return layer(List.copyOf(regions.values()));
    }

    private Region region(int index, long grains) {
        ChunkId chunk = new ChunkId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
        return new Region(index, 0, List.of(new Piece(chunk, grains, grains)));
    }

    private static DiskLayer layer(List<Region> regions) {
        return new DiskLayer(DISK, "vda", Grains.offset(DISK_REGIONS), regions);
    }
}
