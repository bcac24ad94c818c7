package io.kss.core.operation;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.PackId;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.gc.CollectionLog;
import io.kss.core.gc.Suspects;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Manifest;
import io.kss.core.manifest.Part;
import io.kss.core.progress.Progress;
import io.kss.core.transfer.TransferProgress;
import io.kss.core.transfer.Upload;
import io.kss.core.transfer.UploadRecord;
import io.kss.core.transfer.UploadResult;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalMemory;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sends the layers and parts of one sealed snapshot, relative to a snapshot that the repository has. */
final class Sending {

    private final RemoteVm remote;
    private final VmSession session;
    private final LocalSnapshot snapshot;
    private final Optional<SnapshotId> parent;

    Sending(RemoteVm remote, LocalSnapshot snapshot, Optional<SnapshotId> parent) {
        this.remote = remote;
        this.session = remote.session();
        this.snapshot = snapshot;
        this.parent = parent;
    }

    static String recordKey(VmSession session, LocalSnapshot snapshot) {
        return session.workspace().transferRecord("push", snapshot.id().value());
    }

    /** Puts packs, index and manifest into the store. What an interrupted attempt stored is not sent again. */
    SentSnapshot send(long fence) throws KssException, HypervisorException, IOException, InterruptedException {
        Optional<LocalMemory> memory = new SavedMemory(session).of(snapshot);
        ChunkIndex index = usableIndex(fence);
        List<DiskLayer> layers = new ArrayList<>();
        List<Part> parts = new ArrayList<>();
        UploadResult result;
        TransferProgress progress = progress(memory.map(LocalMemory::bytes).orElse(0L));
        try (UploadRecord record = remote.store().records().upload(recordKey(session, snapshot));
                Upload upload = new Upload(
                        remote.store().chunks(), index, record, remote.store().transfer(), progress)) {
            for (LocalDisk disk : session.chain().disks()) {
                LocalLayer layer = snapshot.layers().get(disk.id());
                if (layer != null) {
                    layers.add(send(upload, disk, layer));
                }
            }
            for (String part : requiredParts()) {
                byte[] content = session.workspace().part(snapshot.id(), part);
                parts.add(upload.send(part, new ByteArrayInputStream(content)));
            }
            if (memory.isPresent()) {
                parts.add(sendMemory(upload, memory.get()));
            }
            result = upload.finish();
        }
        parts.sort(Comparator.comparing(Part::name));
        Manifest manifest = new Manifest(
                remote.journal().vm(),
                snapshot.id(),
                parent,
                session.host().identity(),
                snapshot.time(),
                snapshot.consistency(),
                layers,
                LocalOnlyDisks.of(session, session.requireDomain()),
                parts);
        String hash = remote.manifests().put(manifest);
        long data = layers.stream().mapToLong(DiskLayer::dataBytes).sum();
        PublishedSnapshot published = new PublishedSnapshot(
                snapshot.id(),
                parent,
                hash,
                session.host().identity(),
                snapshot.time(),
                data,
                result.bytesStored(),
                memory.map(LocalMemory::bytes).orElse(0L));
        return new SentSnapshot(published, result.packsUsed(), fence);
    }

    private DiskLayer send(Upload upload, LocalDisk disk, LocalLayer layer)
            throws KssException, HypervisorException, IOException, InterruptedException {
        Readiness.requireUntouched(session, snapshot, disk);
        Optional<Path> below = below(disk);
        if (below.isPresent() && below.get().equals(layer.file())) {
            long size = session.images().info(layer.file()).virtualSize();
            return new DiskLayer(disk.id(), disk.target(), size, List.of());
        }
        try (LayerReader reader = session.images().openLayer(layer.file(), below)) {
            return upload.send(disk.id(), disk.target(), reader, below.isEmpty());
        }
    }

    private Part sendMemory(Upload upload, LocalMemory memory)
            throws KssException, HypervisorException, IOException, InterruptedException {
        Path file = new SavedMemory(session)
                .intactFile(memory)
                .orElseThrow(() -> new KssException(
                                Reason.DAMAGED,
                                "The memory of " + session.name() + " that was saved with its unsent snapshot "
                                        + snapshot.id() + " is not there, or not as kss left it.",
                                "kss start " + session.name()
                                        + " --offline --discard-memory, then kss stop: boots from its disks and sends"
                                        + " them; what was only in memory is lost")
                        .with("vm", session.name()));
        try (InputStream content = SavedMemory.hibernation(session).read(file)) {
            return upload.send(Part.MEMORY, content);
        }
    }

    private Optional<Path> below(LocalDisk disk) {
        return parent.flatMap(session.chain()::snapshot)
                .map(base -> base.layers().get(disk.id()))
                .map(LocalLayer::file);
    }

    /** Without its definition nobody could start the snapshot elsewhere. */
    private List<String> requiredParts() throws KssException, IOException {
        List<String> names = session.workspace().parts(snapshot.id());
        if (!names.contains(Part.DEFINITION)) {
            throw new KssException(
                            Reason.DAMAGED,
                            "This host's state folder lacks the definition of " + session.name()
                                    + " that belongs to its unsent snapshot " + snapshot.id() + ".",
                            "restore the state folder from a backup of this host",
                            "kss doctor tells what else is missing")
                    .with("vm", session.name());
        }
        return names;
    }

    /** What may be relied on: no pack of an unfinished collection, no chunk that a check found damaged. */
    private ChunkIndex usableIndex(long fence) throws KssException, IOException, InterruptedException {
        var backend = remote.store().repository().backend();
        Set<PackId> condemned = new CollectionLog(backend).condemned(fence);
        Set<ChunkId> suspects = new Suspects(backend).chunks();
        return remote.store().chunks().loadIndex().excluding(condemned, suspects);
    }

    /** Measured first, so that there is a time left to tell; a look at the allocation only. */
    private TransferProgress progress(long memory) throws HypervisorException {
        long total = memory;
        for (LocalDisk disk : session.chain().disks()) {
            LocalLayer layer = snapshot.layers().get(disk.id());
            Optional<Path> below = below(disk);
            if (layer != null && !below.map(layer.file()::equals).orElse(false)) {
                try (LayerReader reader = session.images().openLayer(layer.file(), below)) {
                    total += Upload.dataBytes(reader);
                }
            }
        }
        return new TransferProgress(session.host().progress(), Progress.Step.PUSHING, session.name(), total);
    }
}
