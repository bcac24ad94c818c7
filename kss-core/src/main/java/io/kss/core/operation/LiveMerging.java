package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.LocalChain;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.CommitRequest;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.ImageInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the chain of files of a VM that runs short. The hypervisor writes what the newest sealed layers hold into the
 * lowest of them that was made for it. From the first byte on that file is no snapshot's state any more, so the states it
 * and those above it held are forgotten here before: they are restore points in the repository only. What the guest sees
 * never depends on how far it got.
 */
public final class LiveMerging {

    /** A guest shares the disk with this: about what one spinning disk does with half of its time. */
    private static final long BYTES_PER_SECOND = 48L << 20;

    private final VmSession session;
    private final Store store;
    private final DiskImages images;

    public LiveMerging(VmSession session, Store store) {
        this.session = session;
        this.store = store;
        this.images = session.images();
    }

    /**
     * Merges if the VM stands on more files here than that and nothing forbids it. To be called before anything is sent in
     * the same session: the states that end here were sent in an earlier one (rule P4).
     *
     * @param most how many sealed files a chain may have
     * @return how many snapshots have no files of their own here any more
     */
    public int merge(int most) throws KssException, HypervisorException, IOException, InterruptedException {
        if (session.local().isEmpty()) {
            return 0;
        }
        Recovery.run(session);
        Optional<Domain> domain = session.domain();
        if (domain.isEmpty() || !mayMerge(domain.get())) {
            return 0;
        }
        Readiness.requireOurChain(session, domain.get());
        Optional<LiveMergePlan> plan = LiveMergePlan.of(session, most);
        if (plan.isEmpty() || isUsedByOthers(plan.get()) || !isSafeInTheRepository(plan.get())) {
            return 0;
        }
        requireRoom(plan.get());
        LocalChain chain = plan.get().chain();
        session.update(vm -> vm.withChain(chain));
        for (Map.Entry<LocalDisk, List<Path>> disk : plan.get().files().entrySet()) {
            merge(plan.get().top(), disk.getKey(), disk.getValue());
        }
        return plan.get().ending().size();
    }

    private void merge(SnapshotId top, LocalDisk disk, List<Path> files)
            throws KssException, HypervisorException, IOException, InterruptedException {
        Path base = files.get(files.size() - 1);
        try {
            session.host()
                    .hypervisor()
                    .commit(new CommitRequest(session.name(), disk.target(), files.get(0), base, BYTES_PER_SECOND));
        } catch (HypervisorException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            throw e;
        }
        new HalfMerged(session).finish(top, disk);
    }

    private boolean mayMerge(Domain domain) {
        LocalVm vm = session.managed();
        return domain.state().active()
                && domain.obstacles().isEmpty()
                && !domain.managedSave()
                && vm.intent().isEmpty()
                && vm.conflict().isEmpty()
                && session.chain().snapshots().values().stream().allMatch(LocalSnapshot::sent);
    }

    /** Rules L5 and L8: nothing but this VM's own line may stand on a file that is about to change. */
    private boolean isUsedByOthers(LiveMergePlan plan) throws KssException, HypervisorException, IOException {
        FilesInUse others = new FilesInUse(session).addOthers();
        Set<SnapshotId> line = new HashSet<>();
        session.chain().line().forEach(snapshot -> line.add(snapshot.id()));
        for (LocalSnapshot snapshot : session.chain().snapshots().values()) {
            if (!line.contains(snapshot.id())) {
                others.add(snapshot);
            }
        }
        Set<Path> changing = plan.changing();
        return others.files().stream().anyMatch(changing::contains) || otherImageStandsOn(changing);
    }

    private boolean otherImageStandsOn(Set<Path> changing) throws HypervisorException {
        Set<Path> own = new HashSet<>(changing);
        session.chain().disks().forEach(disk -> own.add(disk.active()));
        // What waits for its end stands on anything, and is needed by nobody.
        own.addAll(session.managed().asides());
        Set<Path> folders = new HashSet<>(Set.of(session.host().imagesFolder()));
        changing.forEach(file -> folders.add(LayerNames.folderOf(file)));
        for (Path folder : folders) {
            for (Path image : images.list(folder)) {
                if (!own.contains(image) && standsOn(image, changing)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean standsOn(Path image, Set<Path> changing) throws HypervisorException {
        try {
            return images.info(image).backing().filter(changing::contains).isPresent();
        } catch (HypervisorException e) {
            return switch (e.reason()) {
                // Not an image at all, or one that is beyond use.
                case DAMAGED, MISSING -> false;
                case UNSUPPORTED -> true;
                default -> throw e;
            };
        }
    }

    private boolean isSafeInTheRepository(LiveMergePlan plan)
            throws KssException, HypervisorException, IOException, InterruptedException {
        Optional<RemoteVm> remote = new Binding(session, store).find();
        if (remote.isEmpty()) {
            return false;
        }
        VmState state = remote.get().read();
        return plan.ending().stream().allMatch(state::knows)
                && new SafeCopies(remote.get()).of(state, plan.ending()::contains);
    }

    /** Twice what may be written, for a guest whose disk gets full is stopped by its hypervisor. */
    private void requireRoom(LiveMergePlan plan) throws KssException, HypervisorException {
        Map<Path, Long> needed = new LinkedHashMap<>();
        for (List<Path> files : plan.files().values()) {
            for (Path file : files.subList(0, files.size() - 1)) {
                ImageInfo info = images.info(file);
                needed.merge(LayerNames.folderOf(file), 2 * info.allocated(), Long::sum);
            }
        }
        for (Map.Entry<Path, Long> folder : needed.entrySet()) {
            long free = images.freeSpace(folder.getKey());
            if (free < folder.getValue()) {
                throw new KssException(
                                Reason.NO_ROOM_LOCALLY,
                                "Merging the layers of " + session.name() + " while it runs needs " + folder.getValue()
                                        + " free bytes in " + folder.getKey() + ", where " + free
                                        + " are. Nothing was changed.",
                                "free space there, then kss compact " + session.name(),
                                "kss stop " + session.name() + ", then kss compact " + session.name())
                        .with("needed", folder.getValue())
                        .with("free", free);
            }
        }
    }
}
