package io.kss.core.operation;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.PackId;
import io.kss.core.failure.KssException;
import io.kss.core.gc.CollectionLog;
import io.kss.core.gc.Suspects;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Manifest;
import io.kss.core.manifest.Part;
import io.kss.core.manifest.Piece;
import io.kss.core.manifest.Region;
import io.kss.core.progress.Progress;
import io.kss.core.transfer.TransferProgress;
import io.kss.core.transfer.Upload;
import io.kss.core.transfer.UploadRecord;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sends chunks again that the store lost or damaged (rule P4): for every published snapshot whose files lie here, its
 * bad chunks are cut from these files once more. Equal bytes give the equal chunk id, so nothing else changes.
 */
final class Repairing {

    private final RemoteVm remote;
    private final VmSession session;

    Repairing(RemoteVm remote) {
        this.remote = remote;
        this.session = remote.session();
    }

    /** Sends what is bad and can be had here. */
    void repair(VmState state) throws KssException, HypervisorException, IOException, InterruptedException {
        var backend = remote.store().repository().backend();
        Set<ChunkId> suspects = new Suspects(backend).chunks();
        Set<PackId> condemned = new CollectionLog(backend).condemned(state.fence());
        ChunkIndex index = remote.store().chunks().loadIndex();
        Set<PackId> gone = remote.store().chunks().missing(index.packs());
        gone.addAll(condemned);
        ChunkIndex usable = index.excluding(gone, suspects);
        Set<ChunkId> resent = new HashSet<>();
        try (Upload upload = new Upload(
                remote.store().chunks(),
                usable,
                UploadRecord.NONE,
                remote.store().transfer(),
                progress())) {
            for (PublishedSnapshot published : state.snapshots().values()) {
                Optional<LocalSnapshot> here = session.chain().snapshot(published.id());
                if (here.isPresent()) {
                    Manifest manifest = remote.manifests().read(published.manifest());
                    for (DiskLayer disk : manifest.disks()) {
                        resend(upload, usable, here.get(), disk, resent);
                    }
                }
            }
            upload.finish();
        }
        suspects.removeAll(resent);
        new Suspects(backend).replace(suspects, session.host().ids());
    }

    private void resend(Upload upload, ChunkIndex usable, LocalSnapshot snapshot, DiskLayer disk, Set<ChunkId> resent)
            throws KssException, HypervisorException, IOException, InterruptedException {
        LocalLayer layer = snapshot.layers().get(disk.disk());
        List<Region> bad = disk.regions().stream()
                .filter(region -> region.pieces().stream().anyMatch(piece -> isBad(usable, piece.chunk())))
                .toList();
        if (layer == null || bad.isEmpty()) {
            return;
        }
        try (LayerReader reader = session.images().openLayer(layer.file(), Optional.empty())) {
            for (Region region : bad) {
                for (Piece piece : region.pieces()) {
                    // A merged region uses a part of its chunk only; the rest can't be had from this state.
                    if (piece.used() == piece.mask() && isBad(usable, piece.chunk())) {
                        byte[] content = read(reader, region.index(), piece, disk.size());
                        Part sent = upload.send("repair", new ByteArrayInputStream(content));
                        if (sent.chunks().equals(List.of(piece.chunk()))) {
                            resent.add(piece.chunk());
                        }
                    }
                }
            }
        }
    }

    private static boolean isBad(ChunkIndex usable, ChunkId chunk) {
        return usable.excludes(chunk) || usable.find(chunk).isEmpty();
    }

    private static byte[] read(LayerReader reader, int region, Piece piece, long size) throws HypervisorException {
        byte[] content = new byte[Grains.length(region, piece.mask(), size)];
        int at = 0;
        for (long rest = piece.mask(); rest != 0; rest &= rest - 1) {
            int length = Grains.length(region, Long.lowestOneBit(rest), size);
            long offset = Grains.offset(region) + (long) Long.numberOfTrailingZeros(rest) * Grains.SIZE;
            reader.read(offset, ByteBuffer.wrap(content, at, length));
            at += length;
        }
        return content;
    }

    private TransferProgress progress() {
        return new TransferProgress(session.host().progress(), Progress.Step.PUSHING, session.name(), 0);
    }
}
