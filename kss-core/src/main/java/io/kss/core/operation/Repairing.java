package io.kss.core.operation;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.PackId;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.gc.CollectionLog;
import io.kss.core.gc.Suspects;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Manifest;
import io.kss.core.manifest.ManifestStore;
import io.kss.core.manifest.Part;
import io.kss.core.manifest.Piece;
import io.kss.core.manifest.Region;
import io.kss.core.progress.Progress;
import io.kss.core.transfer.TransferProgress;
import io.kss.core.transfer.Upload;
import io.kss.core.transfer.UploadRecord;
import io.kss.core.verify.Subject;
import io.kss.core.verify.Verification;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.storage.StorageBackend;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends again what the store lost or damaged (rule P4): names and manifests of which this host has a copy, and every bad
 * chunk that can be cut from files that lie here. Equal bytes give the equal chunk id, so nothing else changes, and a
 * chunk is sent only if its bytes have its id.
 */
final class Repairing {

    private static final Logger LOG = LoggerFactory.getLogger(Repairing.class);

    private final RemoteVm remote;
    private final VmSession session;
    private final StorageBackend backend;

    Repairing(RemoteVm remote) {
        this.remote = remote;
        this.session = remote.session();
        this.backend = remote.store().repository().backend();
    }

    /** Sends what is bad and can be had here. */
    void repair(VmState state) throws KssException, HypervisorException, IOException, InterruptedException {
        remote.store().repository().restoreNames(state.vm());
        ManifestStore manifests = remote.manifests();
        for (PublishedSnapshot published : state.snapshots().values()) {
            manifests.restore(published.manifest());
        }
        for (PublishedSnapshot ended : state.merged().values()) {
            manifests.restore(ended.manifest());
        }
        suspectWhatIsMissing();
        Set<ChunkId> suspects = new Suspects(backend).chunks();
        ChunkIndex usable = usable(state.fence(), suspects);
        LocalCopies copies = new LocalCopies(session);
        for (PublishedSnapshot published : state.snapshots().values()) {
            collect(copies, published, manifests, usable);
        }
        Set<ChunkId> resent = new HashSet<>();
        try (Upload upload = new Upload(
                remote.store().chunks(),
                usable,
                UploadRecord.NONE,
                remote.store().transfer(),
                progress())) {
            copies.find((chunk, content) -> {
                upload.send("repair", new ByteArrayInputStream(content));
                resent.add(chunk);
            });
            upload.finish();
        }
        // Others may have found more damage meanwhile.
        Set<ChunkId> left = new Suspects(backend).chunks();
        if (left.removeAll(resent)) {
            new Suspects(backend).replace(left, session.host().ids());
        }
    }

    private void suspectWhatIsMissing() throws KssException, IOException, InterruptedException {
        new Verification(
                        remote.store().repository(),
                        remote.store().chunks(),
                        session.host().identity(),
                        Map.of(),
                        session.host().ids(),
                        session.host().progress())
                .run(Optional.of(new Subject(remote.journal().vm(), session.name())), false);
    }

    private ChunkIndex usable(long fence, Set<ChunkId> suspects)
            throws KssException, IOException, InterruptedException {
        ChunkIndex index = remote.store().chunks().loadIndex();
        Set<PackId> gone = new HashSet<>(remote.store().chunks().missing(index.packs()));
        gone.addAll(new CollectionLog(backend).condemned(fence));
        return index.excluding(gone, suspects);
    }

    private static void collect(
            LocalCopies copies, PublishedSnapshot published, ManifestStore manifests, ChunkIndex usable)
            throws KssException, IOException {
        Manifest manifest;
        try {
            manifest = manifests.read(published.manifest());
        } catch (KssException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            LOG.warn("What the snapshot {} needs can't be told: {}", published.id(), e.message());
            return;
        }
        for (DiskLayer disk : manifest.disks()) {
            for (Region region : disk.regions()) {
                for (Piece piece : region.pieces()) {
                    if (isBad(usable, piece.chunk())) {
                        copies.want(published.id(), disk, region.index(), piece);
                    }
                }
            }
        }
        for (Part part : manifest.partsWithoutMemory()) {
            Set<ChunkId> bad = new LinkedHashSet<>(part.chunks());
            bad.removeIf(chunk -> !isBad(usable, chunk));
            if (!bad.isEmpty()) {
                copies.want(published.id(), part.name(), bad);
            }
        }
    }

    private static boolean isBad(ChunkIndex usable, ChunkId chunk) {
        return usable.excludes(chunk) || usable.find(chunk).isEmpty();
    }

    private TransferProgress progress() {
        return new TransferProgress(session.host().progress(), Progress.Step.PUSHING, session.name(), 0);
    }
}
