package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Manifest;
import io.kss.core.manifest.Part;
import io.kss.core.manifest.Piece;
import io.kss.core.manifest.Region;
import io.kss.core.progress.Progress;
import io.kss.core.transfer.Download;
import io.kss.core.transfer.DownloadRecord;
import io.kss.core.transfer.TransferProgress;
import io.kss.core.workspace.LocalMemory;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Brings the memory image of a snapshot to this host, unless it lies here. An interrupted fetch is gone on with. */
final class FetchingMemory {

    private final RemoteVm remote;
    private final VmSession session;

    FetchingMemory(RemoteVm remote) {
        this.remote = remote;
        this.session = remote.session();
    }

    /**
     * Fetches; the VM stands on the snapshot.
     *
     * @return what had to be fetched, or empty if it was here
     */
    Optional<FetchOutcome> fetch(PublishedSnapshot snapshot)
            throws KssException, HypervisorException, IOException, InterruptedException {
        SavedMemory saved = new SavedMemory(session);
        Optional<LocalMemory> here = session.managed().usableMemory();
        if (here.isPresent() && saved.intactFile(here.get()).isPresent()) {
            return Optional.empty();
        }
        Manifest manifest = remote.manifests().read(snapshot.manifest());
        Part part = manifest.part(Part.MEMORY).orElseThrow(() -> damaged(snapshot));
        Path file = LayerNames.memory(
                LayerNames.folderOf(session.chain().disks().get(0).active()), session.name(), snapshot.id());
        session.images().delete(file);
        Path partial = LayerNames.partialMemory(file);
        TransferProgress progress =
                new TransferProgress(session.host().progress(), Progress.Step.FETCHING, session.name(), part.size());
        progress.detail(Part.MEMORY);
        fill(snapshot, part, partial, progress);
        if (!SavedMemory.hibernation(session).isComplete(partial)) {
            session.images().delete(partial);
            throw damaged(snapshot);
        }
        session.images().rename(partial, file);
        LocalMemory memory = saved.inFile(snapshot.id(), file);
        session.update(vm -> vm.withMemory(Optional.of(memory)));
        return Optional.of(new FetchOutcome(part.size(), progress.transferred()));
    }

    private void fill(PublishedSnapshot snapshot, Part part, Path partial, TransferProgress progress)
            throws KssException, HypervisorException, IOException, InterruptedException {
        String key =
                session.workspace().transferRecord("fetch-memory", snapshot.id().value());
        boolean begun = session.images().exists(partial);
        if (!begun) {
            remote.store().records().forget(key);
            requireRoom(part, partial);
        }
        try (DownloadRecord record = remote.store().records().download(key, snapshot.manifest());
                LayerWriter writer = SavedMemory.hibernation(session).fill(partial, part.size())) {
            new Download(
                            remote.store().chunks(),
                            remote.store().chunks().loadIndex(),
                            remote.store().transfer(),
                            progress)
                    .fetch(regions(part), part.size(), writer, record);
        }
        remote.store().records().forget(key);
    }

    /** As if it were a disk, so that several chunks are fetched at once. */
    private static List<Region> regions(Part part) {
        List<Region> regions = new ArrayList<>();
        for (int i = 0; i < part.chunks().size(); i++) {
            long length = Math.min(Grains.REGION_SIZE, part.size() - (long) i * Grains.REGION_SIZE);
            int grains = (int) ((length + Grains.SIZE - 1) / Grains.SIZE);
            long mask = grains == Long.SIZE ? -1 : (1L << grains) - 1;
            regions.add(new Region(i, 0, List.of(new Piece(part.chunks().get(i), mask, mask))));
        }
        return regions;
    }

    private void requireRoom(Part part, Path file) throws KssException, HypervisorException {
        long free = session.images().freeSpace(LayerNames.folderOf(file));
        if (free < part.size()) {
            throw new KssException(
                            Reason.NO_ROOM_LOCALLY,
                            "The memory of " + session.name() + " needs " + part.size() + " bytes in "
                                    + LayerNames.folderOf(file) + ", where " + free + " are free.",
                            "free space there, or set 'images' to a folder on a larger disk",
                            "kss start " + session.name() + " --discard-memory boots from its disks; what was only in"
                                    + " memory is lost")
                    .with("needed", part.size())
                    .with("free", free);
        }
    }

    private KssException damaged(PublishedSnapshot snapshot) {
        return new KssException(
                        Reason.DAMAGED,
                        "The memory of " + session.name() + " that belongs to its snapshot " + snapshot.id()
                                + " is not in the repository, or not whole.",
                        "kss start " + session.name()
                                + " --discard-memory boots from its disks; what was only in memory" + " is lost")
                .with("vm", session.name());
    }
}
