package io.kss.core.operation;

import io.kss.core.chain.DiskDelta;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.transfer.Download;
import io.kss.core.transfer.DownloadRecord;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalLayer;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Fills the files of a snapshot that is being fetched, each under another name until it is complete. */
final class LayerFiles {

    private final VmSession session;
    private final TransferRecords records;
    private final DiskImages images;

    LayerFiles(VmSession session, TransferRecords records) {
        this.session = session;
        this.records = records;
        this.images = session.images();
    }

    void fill(Download download, Intent.Placing placing, DiskLayer disk, DiskDelta delta)
            throws KssException, HypervisorException, IOException, InterruptedException {
        Path layer = PlacementPlan.layerOf(placing, disk.target());
        if (images.exists(layer)) {
            return;
        }
        Path partial = LayerNames.partial(layer);
        Optional<Path> backing = placing.onto()
                .flatMap(session.chain()::snapshot)
                .map(base -> base.layers().get(disk.disk()))
                .map(LocalLayer::file);
        String key = recordKey(placing, disk.target());
        boolean begun = images.exists(partial);
        if (!begun) {
            records.forget(key);
        }
        try (DownloadRecord record = records.download(key, placing.toString());
                LayerWriter writer =
                        begun ? images.resumeLayer(partial) : images.createLayer(partial, delta.size(), backing)) {
            download.fetch(delta.regions(), delta.size(), writer, record);
            for (DiskDelta.Tail tail : delta.tails()) {
                writer.zero(tail.offset(), tail.length());
            }
        }
        // The other way round, a run that died in between would leave a file that the next one can't go on filling.
        images.rename(partial, layer);
        images.makeReadOnly(layer);
    }

    /** What a power cut left of a file that was being filled can be beyond use; it is filled from the beginning then. */
    void dropUnreadable(Intent.Placing placing) throws HypervisorException, IOException {
        for (String target : placing.layers().keySet()) {
            Path partial = LayerNames.partial(PlacementPlan.layerOf(placing, target));
            if (images.exists(partial) && !isReadable(partial)) {
                images.delete(partial);
                records.forget(recordKey(placing, target));
            }
        }
    }

    private boolean isReadable(Path file) throws HypervisorException {
        try {
            images.info(file);
            return true;
        } catch (HypervisorException e) {
            if (e.reason() == HypervisorException.Reason.DAMAGED) {
                return false;
            }
            throw e;
        }
    }

    void requireRoom(Intent.Placing placing, Map<String, DiskDelta> deltas) throws KssException, HypervisorException {
        Map<Path, Long> needed = new LinkedHashMap<>();
        for (Map.Entry<String, DiskDelta> delta : deltas.entrySet()) {
            Path layer = PlacementPlan.layerOf(placing, delta.getKey());
            Path partial = LayerNames.partial(layer);
            if (!images.exists(layer)) {
                long there = images.exists(partial) ? images.info(partial).allocated() : 0;
                Path folder = LayerNames.folderOf(layer);
                needed.merge(folder, Math.max(0, delta.getValue().dataBytes() - there), Long::sum);
            }
        }
        for (Map.Entry<Path, Long> folder : needed.entrySet()) {
            long free = images.freeSpace(folder.getKey());
            if (free < folder.getValue()) {
                throw new KssException(
                                Reason.NO_ROOM_LOCALLY,
                                "Fetching " + session.name() + " needs " + folder.getValue() + " bytes in "
                                        + folder.getKey() + ", where " + free + " are free. Nothing was changed.",
                                "free space there, or set 'images' to a folder on a larger disk")
                        .with("needed", folder.getValue())
                        .with("free", free);
            }
        }
    }

    /** Forgets how far a fetch of a snapshot got. */
    void forgetProgress(SnapshotId snapshot) throws IOException {
        records.forget(recordPrefix(snapshot));
    }

    private String recordKey(Intent.Placing placing, String target) {
        return recordPrefix(placing.snapshot()) + "-" + target;
    }

    private String recordPrefix(SnapshotId target) {
        return session.workspace().transferRecord("fetch", target.value());
    }
}
