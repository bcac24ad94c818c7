package io.kss.core.operation;

import io.kss.core.chain.DiskDelta;
import io.kss.core.chain.DiskState;
import io.kss.core.chain.SnapshotState;
import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.PackId;
import io.kss.core.failure.KssException;
import io.kss.core.gc.CollectionLog;
import io.kss.core.gc.Suspects;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Manifest;
import io.kss.core.transfer.Download;
import io.kss.core.transfer.TransferProgress;
import io.kss.core.transfer.Upload;
import io.kss.core.transfer.UploadRecord;
import io.kss.core.transfer.UploadResult;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A snapshot on top of the head that is equal to an older one: what differs, taken from the chunks that are there. */
final class RevertedSnapshot {

    private final RemoteVm remote;
    private final VmState basis;
    private final SnapshotId head;
    private final SnapshotState from;
    private final SnapshotState to;

    RevertedSnapshot(RemoteVm remote, VmState basis, SnapshotId target) throws KssException, IOException {
        this.remote = remote;
        this.basis = basis;
        this.head = basis.head().orElseThrow();
        this.from = remote.states().at(basis, head);
        this.to = remote.states().at(basis, target);
    }

    /** Whether nothing differs: the head is that snapshot, or was made equal to it before. */
    boolean isHeadAlready() {
        Manifest old = from.manifest();
        Manifest wanted = to.manifest();
        if (!old.partsWithoutMemory().equals(wanted.partsWithoutMemory())
                || !old.localOnlyDisks().equals(wanted.localOnlyDisks())
                || old.disks().size() != wanted.disks().size()) {
            return false;
        }
        for (DiskLayer disk : wanted.disks()) {
            boolean attached = old.disks().stream()
                    .anyMatch(other ->
                            other.disk().equals(disk.disk()) && other.target().equals(disk.target()));
            DiskDelta delta = delta(disk);
            if (!attached
                    || !delta.isEmpty()
                    || !delta.tails().isEmpty()
                    || before(disk).size() != delta.size()) {
                return false;
            }
        }
        return true;
    }

    /** Puts the manifest into the store. */
    SentSnapshot send() throws KssException, HypervisorException, IOException, InterruptedException {
        List<DiskLayer> layers = new ArrayList<>();
        long stored = 0;
        Set<PackId> packs = Set.of();
        if (to.manifest().disks().stream().anyMatch(disk -> !delta(disk).tails().isEmpty())) {
            UploadResult result = withCutGrains(layers);
            stored = result.bytesStored();
            packs = result.packsUsed();
        } else {
            for (DiskLayer disk : to.manifest().disks()) {
                DiskDelta delta = delta(disk);
                layers.add(new DiskLayer(disk.disk(), disk.target(), delta.size(), delta.regions()));
            }
        }
        SnapshotId id = SnapshotId.next(remote.session().host().ids());
        Instant now = remote.session().host().clock().instant();
        Manifest manifest = new Manifest(
                basis.vm(),
                id,
                Optional.of(head),
                remote.session().host().identity(),
                now,
                to.manifest().consistency(),
                layers,
                to.manifest().localOnlyDisks(),
                to.manifest().partsWithoutMemory());
        String hash = remote.manifests().put(manifest);
        long data = layers.stream().mapToLong(DiskLayer::dataBytes).sum();
        PublishedSnapshot published = new PublishedSnapshot(
                id, Optional.of(head), hash, remote.session().host().identity(), now, data, stored);
        return new SentSnapshot(published, packs, basis.fence());
    }

    /** A layer can't say that only the beginning of a chunk's grain shows; such grains get chunks of their own. */
    private UploadResult withCutGrains(List<DiskLayer> layers)
            throws KssException, HypervisorException, IOException, InterruptedException {
        Store store = remote.store();
        var backend = store.repository().backend();
        ChunkIndex all = store.chunks().loadIndex();
        ChunkIndex usable =
                all.excluding(new CollectionLog(backend).condemned(basis.fence()), new Suspects(backend).chunks());
        Download download = new Download(store.chunks(), all, store.transfer(), TransferProgress.silent());
        try (Upload upload =
                new Upload(store.chunks(), usable, UploadRecord.NONE, store.transfer(), TransferProgress.silent())) {
            for (DiskLayer disk : to.manifest().disks()) {
                layers.add(new CutGrains(disk.disk(), disk.target(), delta(disk)).layer(download, upload));
            }
            return upload.finish();
        }
    }

    private DiskDelta delta(DiskLayer disk) {
        return DiskState.delta(before(disk), to.disks().getOrDefault(disk.disk(), DiskState.NONE));
    }

    private DiskState before(DiskLayer disk) {
        return from.disks().getOrDefault(disk.disk(), DiskState.NONE);
    }
}
