package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.LocalChain;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Removes layer files that a merge on this host left without use. A later run renames them, if the repository still has
 * every chunk of the snapshots whose files they were (rule P4) and nothing on this host stands on them (rules L5, L8); the
 * one after that deletes them.
 */
public final class RetiredFiles {

    private final VmSession session;
    private final DiskImages images;

    public RetiredFiles(VmSession session) {
        this.session = session;
        this.images = session.images();
    }

    /** Goes one step further with each of them. */
    public void tidy(Store store) throws KssException, HypervisorException, IOException, InterruptedException {
        List<Path> retired = session.managed().asides().stream()
                .filter(file -> !LayerNames.isAside(file))
                .toList();
        if (retired.isEmpty() || session.managed().intent().isPresent() || !isSafeInTheRepository(store, retired)) {
            return;
        }
        Set<Path> needed = needed(retired);
        List<Path> asides = new ArrayList<>(session.managed().asides());
        for (Path file : retired) {
            if (!images.exists(file)) {
                asides.remove(file);
            } else if (needed.contains(file) || needed.contains(LayerNames.plainName(file)) || images.inUse(file)) {
                continue;
            } else if (LayerNames.isRetired(file)) {
                images.delete(file);
                asides.remove(file);
            } else {
                Path renamed = LayerNames.retired(file);
                forget(file);
                // Both names are remembered until the new one is there, whatever happens in between.
                asides.add(renamed);
                session.update(vm -> vm.withAsides(asides));
                images.rename(file, renamed);
                asides.remove(file);
            }
            session.update(vm -> vm.withAsides(asides));
        }
        session.update(vm -> vm.withAsides(asides));
    }

    /** The files of snapshots that ended in the repository, or were given up, are nobody's only copy of a restore point. */
    private boolean isSafeInTheRepository(Store store, List<Path> retired)
            throws KssException, IOException, InterruptedException {
        RemoteVm remote = new RemoteVm(session, store);
        VmState state = remote.read();
        return new SafeCopies(remote)
                .of(
                        state,
                        snapshot -> retired.stream().anyMatch(file -> isOf(file, snapshot))
                                || losesFiles(snapshot, retired));
    }

    /** Going back, and disks that did not change, let a snapshot stand on a file that is named like another one's. */
    private boolean losesFiles(SnapshotId snapshot, List<Path> retired) {
        return session.chain().snapshot(snapshot).stream()
                .flatMap(here -> here.layers().values().stream())
                .anyMatch(layer -> retired.contains(layer.file()));
    }

    private static boolean isOf(Path file, SnapshotId snapshot) {
        return LayerNames.shortId(LayerNames.plainName(file))
                .map(snapshot.value()::startsWith)
                .orElse(false);
    }

    /** What any domain here, any other image beside these, or a snapshot that stays is on, directly or not. */
    private Set<Path> needed(List<Path> retired) throws KssException, HypervisorException, IOException {
        FilesInUse used = new FilesInUse(session).addDomainsAndOtherVms();
        addStaying(retired, used);
        Set<Path> needed = used.files();
        Set<Path> folders = new HashSet<>(Set.of(session.host().imagesFolder()));
        retired.forEach(file -> folders.add(LayerNames.folderOf(file)));
        for (Path folder : folders) {
            for (Path image : images.list(folder)) {
                if (!retired.contains(image)) {
                    addBelow(image, retired, needed);
                }
            }
        }
        return needed;
    }

    /** A snapshot goes with its files only if it was sent and has no file that is neither to go nor needed anyway. */
    private void addStaying(List<Path> retired, FilesInUse used) throws HypervisorException {
        List<LocalSnapshot> going = new ArrayList<>();
        for (LocalSnapshot snapshot : session.chain().snapshots().values()) {
            boolean touched = snapshot.layers().values().stream().anyMatch(layer -> retired.contains(layer.file()));
            if (touched && snapshot.sent()) {
                going.add(snapshot);
            } else {
                used.add(snapshot);
            }
        }
        boolean found = true;
        while (found) {
            found = false;
            for (LocalSnapshot snapshot : List.copyOf(going)) {
                boolean stays = snapshot.layers().values().stream()
                        .map(LocalLayer::file)
                        .anyMatch(
                                file -> !retired.contains(file) && !used.files().contains(file));
                if (stays) {
                    used.add(snapshot);
                    going.remove(snapshot);
                    found = true;
                }
            }
        }
    }

    private void addBelow(Path image, List<Path> retired, Set<Path> needed) throws HypervisorException {
        try {
            Optional<Path> next = images.info(image).backing();
            while (next.isPresent() && needed.add(next.get()) && images.exists(next.get())) {
                next = images.info(next.get()).backing();
            }
        } catch (HypervisorException e) {
            switch (e.reason()) {
                // Not an image at all, or one that is beyond use: it needs nothing.
                case DAMAGED, MISSING -> {}
                // Nobody knows what it stands on.
                case UNSUPPORTED -> needed.addAll(retired);
                default -> throw e;
            }
        }
    }

    /** A snapshot one of whose files goes has none here any more. */
    private void forget(Path file) throws IOException {
        LocalChain chain = session.chain();
        Map<SnapshotId, LocalSnapshot> left = new LinkedHashMap<>(chain.snapshots());
        left.values()
                .removeIf(snapshot -> snapshot.layers().values().stream()
                        .anyMatch(layer ->
                                layer.file().equals(file) || layer.inner().contains(file)));
        session.update(vm -> vm.withChain(new LocalChain(chain.disks(), chain.base(), chain.next(), left)));
    }
}
