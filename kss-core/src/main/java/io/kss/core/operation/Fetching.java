package io.kss.core.operation;

import io.kss.core.chain.DiskDelta;
import io.kss.core.chain.DiskState;
import io.kss.core.chain.SnapshotState;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Part;
import io.kss.core.progress.Progress;
import io.kss.core.transfer.Download;
import io.kss.core.transfer.DownloadRecord;
import io.kss.core.transfer.TransferProgress;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Brings a published snapshot to this host: of every grain only the newest version, on top of the nearest ancestor that
 * lies here, then switches the VM to it.
 */
final class Fetching {

    private final RemoteVm remote;
    private final VmSession session;
    private final DiskImages images;

    Fetching(RemoteVm remote) {
        this.remote = remote;
        this.session = remote.session();
        this.images = session.images();
    }

    /** Fetches and switches. The VM must be off, and nothing that only this host has may be in its active layers. */
    FetchOutcome fetch(VmState state, SnapshotId target)
            throws KssException, HypervisorException, IOException, InterruptedException {
        Optional<Domain> domain = session.domain();
        if (domain.isPresent()) {
            Readiness.requireOff(domain.get(), "to get a newer state");
            Readiness.requireSynchronisable(domain.get());
            Readiness.requireOurChain(session, domain.get());
        }
        Optional<LocalSnapshot> onto = nearestHere(state, target);
        SnapshotState to = remote.states().at(state, target);
        LocalOnlyDisks.requireSame(session, to.manifest());
        Map<String, DiskDelta> deltas = deltas(state, onto, to);
        Intent.Placing placing = intent(to, onto, deltas);
        dropUnreadable(placing);
        requireRoom(placing, deltas);
        TransferProgress progress = progress(deltas);
        Download download = new Download(
                remote.store().chunks(),
                remote.store().chunks().loadIndex(),
                remote.store().transfer(),
                progress);
        for (Part part : to.manifest().parts()) {
            session.workspace().savePart(target, part.name(), download.bytes(part));
        }
        for (DiskLayer disk : to.manifest().disks()) {
            fill(download, placing, disk, Objects.requireNonNull(deltas.get(disk.target())));
        }
        new Placement(session).switchTo(placing, to.manifest());
        remote.store().records().forget(recordPrefix(target));
        long data = deltas.values().stream().mapToLong(DiskDelta::dataBytes).sum();
        return new FetchOutcome(data, progress.transferred());
    }

    /** The nearest ancestor of a snapshot, or itself, whose files lie here untouched. */
    Optional<LocalSnapshot> nearestHere(VmState state, SnapshotId target) throws KssException, HypervisorException {
        for (PublishedSnapshot published : state.ancestry(target)) {
            Optional<LocalSnapshot> here = session.chain().snapshot(published.id());
            if (here.isPresent() && isWhole(here.get())) {
                return here;
            }
        }
        return Optional.empty();
    }

    /** What must be written on top of a snapshot that is here to get another, by disk target. */
    Map<String, DiskDelta> deltas(VmState state, Optional<LocalSnapshot> onto, SnapshotState to)
            throws KssException, IOException {
        Map<String, DiskDelta> deltas = new LinkedHashMap<>();
        Optional<SnapshotState> from = Optional.empty();
        if (onto.isPresent()) {
            from = Optional.of(remote.states().at(state, onto.get().id()));
        }
        for (DiskLayer disk : to.manifest().disks()) {
            boolean here =
                    onto.map(base -> base.layers().containsKey(disk.disk())).orElse(false);
            DiskState before = here
                    ? from.map(found -> found.disks().getOrDefault(disk.disk(), DiskState.NONE))
                            .orElse(DiskState.NONE)
                    : DiskState.NONE;
            deltas.put(disk.target(), DiskState.delta(before, to.disks().getOrDefault(disk.disk(), DiskState.NONE)));
        }
        return deltas;
    }

    private boolean isWhole(LocalSnapshot snapshot) throws HypervisorException {
        for (LocalLayer layer : snapshot.layers().values()) {
            if (!images.exists(layer.file())
                    || !images.fingerprint(layer.file()).sameContentAs(layer.fingerprint())) {
                return false;
            }
        }
        return true;
    }

    /** Goes on with an earlier attempt at the same; anything else that was begun is given up first. */
    private Intent.Placing intent(SnapshotState to, Optional<LocalSnapshot> onto, Map<String, DiskDelta> deltas)
            throws KssException, HypervisorException, IOException {
        SnapshotId target = to.manifest().snapshot();
        Optional<Intent> begun = session.managed().intent();
        if (begun.isPresent() && begun.get() instanceof Intent.Placing placing) {
            if (placing.snapshot().equals(target)
                    && placing.onto().equals(onto.map(LocalSnapshot::id))
                    && placing.replaced().equals(session.chain().disks())) {
                return placing;
            }
            new Placement(session).abandon(placing);
            remote.store().records().forget(recordPrefix(placing.snapshot()));
        }
        Intent.Placing placing = new PlacementPlan(session, to.manifest(), onto, deltas).intent();
        session.update(vm -> vm.withIntent(Optional.of(placing)));
        return placing;
    }

    private void fill(Download download, Intent.Placing placing, DiskLayer disk, DiskDelta delta)
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
            remote.store().records().forget(key);
        }
        try (DownloadRecord record = remote.store().records().download(key, placing.toString());
                LayerWriter writer =
                        begun ? images.resumeLayer(partial) : images.createLayer(partial, delta.size(), backing)) {
            download.fetch(delta.regions(), delta.size(), writer, record);
            for (DiskDelta.Tail tail : delta.tails()) {
                writer.zero(tail.offset(), tail.length());
            }
        }
        images.makeReadOnly(partial);
        images.rename(partial, layer);
    }

    /** What a power cut left of a file that was being filled can be beyond use; it is filled from the beginning then. */
    private void dropUnreadable(Intent.Placing placing) throws HypervisorException, IOException {
        for (String target : placing.layers().keySet()) {
            Path partial = LayerNames.partial(PlacementPlan.layerOf(placing, target));
            if (images.exists(partial) && !isReadable(partial)) {
                images.delete(partial);
                remote.store().records().forget(recordKey(placing, target));
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

    private void requireRoom(Intent.Placing placing, Map<String, DiskDelta> deltas)
            throws KssException, HypervisorException {
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

    private TransferProgress progress(Map<String, DiskDelta> deltas) {
        long total = deltas.values().stream().mapToLong(DiskDelta::dataBytes).sum();
        return new TransferProgress(session.host().progress(), Progress.Step.FETCHING, session.name(), total);
    }

    private String recordKey(Intent.Placing placing, String target) {
        return recordPrefix(placing.snapshot()) + "-" + target;
    }

    private String recordPrefix(SnapshotId target) {
        return session.workspace().transferRecord("fetch", target.value());
    }
}
