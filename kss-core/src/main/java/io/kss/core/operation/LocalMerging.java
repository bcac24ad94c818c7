package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.DiskId;
import io.kss.core.progress.Progress;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalChain;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.DefineRequest;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.ImageInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Keeps the chain of files of a VM that is off short: what the newest sealed layers add up to goes into one new file for
 * each disk, which is compared with them, and the VM is switched to it as to a fetched snapshot. Files that were there are
 * neither written to nor removed by this; {@link RetiredFiles} does that in later runs.
 */
public final class LocalMerging {

    private final VmSession session;
    private final DiskImages images;
    private final Placement placement;

    public LocalMerging(VmSession session) {
        this.session = session;
        this.images = session.images();
        this.placement = new Placement(session);
    }

    /**
     * Merges if the VM stands on more snapshots here than that, and if nothing forbids it now: it is off and unchanged, and
     * all that is here was sent. The oldest snapshot's file is never copied; it may be the user's own.
     *
     * @param most how many snapshots the chain may have then, at least 2
     * @return how many snapshots have no files of their own here any more
     */
    public int merge(int most) throws KssException, HypervisorException, IOException, InterruptedException {
        if (session.local().isEmpty()) {
            return 0;
        }
        Recovery.run(session);
        List<LocalSnapshot> line = session.chain().line();
        Optional<Domain> domain = session.domain();
        int depth = depth(line, most);
        if (depth == 0 || domain.isEmpty() || !mayMerge(domain.get())) {
            return 0;
        }
        Readiness.requireOurChain(session, domain.get());
        LocalSnapshot onto = line.get(depth);
        Intent.Placing placing = new LocalMergePlan(session, line.get(0), onto).placing();
        if (placing.layers().values().stream().allMatch(this::isThere)) {
            return 0;
        }
        requireRoom(placing, onto);
        session.update(vm -> vm.withIntent(Optional.of(new Intent.Merging(placing))));
        Progressing progress = new Progressing(2 * bytesToMerge(placing, onto));
        for (LocalDisk disk : placing.disks()) {
            fill(placing, disk, line.get(0), onto, progress);
        }
        Domain now = session.requireDomain();
        if (!isQuiet(now) || Changes.any(session, now)) {
            // Somebody started it meanwhile.
            recover(placing);
            return 0;
        }
        switchTo(placing, now);
        return depth - 1;
    }

    /** The place in the line down to which all becomes one, or 0; a merge that a running VM left half done is in it. */
    private static int depth(List<LocalSnapshot> line, int most) {
        int depth = line.size() > most ? line.size() - most + 1 : 0;
        for (int i = 0; i < line.size() - 1; i++) {
            if (line.get(i).isHalfMerged()) {
                depth = Math.max(depth, i + 1);
            }
        }
        return depth;
    }

    /** Finishes it if the domain was switched already; otherwise all that was made for it goes. */
    void recover(Intent.Placing placing) throws KssException, HypervisorException, IOException {
        Optional<Domain> domain = session.domain();
        if (domain.isPresent() && Placement.isOn(domain.get(), placing.disks())) {
            finish(placing);
            return;
        }
        for (LocalDisk disk : placing.disks()) {
            images.delete(disk.active());
            Path layer = PlacementPlan.layerOf(placing, disk.target());
            if (!placement.belongsToKnownSnapshot(layer)) {
                images.delete(LayerNames.partial(layer));
                images.delete(layer);
            }
        }
        session.update(vm -> vm.withIntent(Optional.empty()));
    }

    /** What is still to be sent is read on top of the files that its parent has now, on the line or off it. */
    private boolean mayMerge(Domain domain) throws HypervisorException, IOException {
        LocalVm vm = session.managed();
        return isQuiet(domain)
                && vm.intent().isEmpty()
                && vm.conflict().isEmpty()
                && session.chain().snapshots().values().stream().allMatch(LocalSnapshot::sent)
                // What left while it ran has no active layers that could be put on what was merged.
                && !Asides.isHandedOver(session)
                && !Changes.any(session, domain);
    }

    private static boolean isQuiet(Domain domain) {
        return !domain.state().active()
                && !domain.managedSave()
                && domain.obstacles().isEmpty();
    }

    private boolean isThere(Path layer) {
        return placement.belongsToKnownSnapshot(layer);
    }

    private void fill(
            Intent.Placing placing, LocalDisk disk, LocalSnapshot top, LocalSnapshot onto, Progressing progress)
            throws KssException, HypervisorException, InterruptedException {
        Path layer = PlacementPlan.layerOf(placing, disk.target());
        if (isThere(layer)) {
            return;
        }
        Path partial = LayerNames.partial(layer);
        LayerCopy copy =
                new LayerCopy(images, LocalMergePlan.file(top, disk), LocalMergePlan.file(onto, disk), progress);
        copy.into(partial);
        if (!copy.isSame(partial)) {
            throw notTheSame(partial);
        }
        images.rename(partial, layer);
        images.makeReadOnly(layer);
    }

    private KssException notTheSame(Path wrong) {
        return new KssException(
                        Reason.DAMAGED,
                        "What was merged of " + session.name() + " into " + wrong + " is not what it was merged from."
                                + " The disk, its cable or the memory of this machine may be failing. The VM was not"
                                + " changed, and nothing was removed.",
                        "kss doctor, then check this host's disk and memory")
                .with("vm", session.name());
    }

    private void switchTo(Intent.Placing placing, Domain domain) throws KssException, HypervisorException, IOException {
        Map<String, Path> disks = new HashMap<>();
        for (DomainDisk disk : domain.disks()) {
            disks.put(disk.target(), disk.source());
        }
        for (LocalDisk disk : placing.disks()) {
            images.createOverlay(disk.active(), PlacementPlan.layerOf(placing, disk.target()));
            disks.put(disk.target(), disk.active());
        }
        session.host()
                .hypervisor()
                .define(new DefineRequest(session.name(), domain.definition(), disks, DefineRequest.Identity.KEEP));
        finish(placing);
    }

    private void finish(Intent.Placing placing) throws KssException, HypervisorException, IOException {
        placement.undoIfWrittenMeanwhile(placing);
        LocalSnapshot old = session.chain().snapshot(placing.snapshot()).orElseThrow();
        Set<Path> asides = new LinkedHashSet<>(session.managed().asides());
        asides.addAll(new LocalMergePlan(session).retired(placing));
        Map<DiskId, LocalLayer> layers = new HashMap<>();
        for (LocalDisk disk : placing.disks()) {
            Path layer = PlacementPlan.layerOf(placing, disk.target());
            layers.put(disk.id(), new LocalLayer(layer, images.fingerprint(layer)));
        }
        // Firmware variables stay as they are: the guest may have run since the switch.
        LocalSnapshot merged = new LocalSnapshot(
                old.id(),
                placing.onto(),
                old.hostName(),
                old.time(),
                old.consistency(),
                layers,
                old.parts(),
                old.sent(),
                old.dataBytes());
        asides.addAll(placement.renameAside(placing));
        LocalChain chain = session.chain().with(merged).standingOn(merged.id(), placing.disks(), placing.next());
        session.update(vm -> vm.withChain(chain).withAsides(List.copyOf(asides)).withIntent(Optional.empty()));
    }

    private void requireRoom(Intent.Placing placing, LocalSnapshot onto) throws KssException, HypervisorException {
        Map<Path, Long> needed = new LinkedHashMap<>();
        for (LocalDisk disk : placing.disks()) {
            Path layer = PlacementPlan.layerOf(placing, disk.target());
            if (!isThere(layer)) {
                needed.merge(LayerNames.folderOf(layer), bytesAbove(onto, disk), Long::sum);
            }
        }
        for (Map.Entry<Path, Long> folder : needed.entrySet()) {
            long free = images.freeSpace(folder.getKey());
            if (free < folder.getValue()) {
                throw new KssException(
                                Reason.NO_ROOM_LOCALLY,
                                "Merging the layers of " + session.name() + " needs " + folder.getValue()
                                        + " bytes more in " + folder.getKey() + " for a while, where " + free
                                        + " are free. Nothing was changed.",
                                "free space there, then kss compact " + session.name())
                        .with("needed", folder.getValue())
                        .with("free", free);
            }
        }
    }

    private long bytesToMerge(Intent.Placing placing, LocalSnapshot onto) throws HypervisorException {
        long bytes = 0;
        for (LocalDisk disk : placing.disks()) {
            bytes += isThere(PlacementPlan.layerOf(placing, disk.target())) ? 0 : bytesAbove(onto, disk);
        }
        return bytes;
    }

    private long bytesAbove(LocalSnapshot onto, LocalDisk disk) throws HypervisorException {
        Path below = LocalMergePlan.file(onto, disk);
        long bytes = 0;
        for (ImageInfo image : images.chain(activeOf(disk))) {
            if (image.file().equals(below)) {
                break;
            }
            bytes += image.allocated();
        }
        return bytes;
    }

    private Path activeOf(LocalDisk disk) {
        return session.chain().disk(disk.id()).map(LocalDisk::active).orElse(disk.active());
    }

    /** Tells how far writing and comparing are; the total is what the files take up, and so an estimate. */
    private final class Progressing implements LongConsumer {

        private final long total;
        private long done;

        Progressing(long total) {
            this.total = total;
        }

        @Override
        public void accept(long bytes) {
            done = Math.min(total, done + bytes);
            session.host()
                    .progress()
                    .progressed(new Progress(Progress.Step.MERGING, session.name(), "", done, total, 0));
        }
    }
}
