package io.kss.core.operation;

import io.kss.core.identity.DiskId;
import io.kss.core.identity.SnapshotId;
import io.kss.core.workspace.LocalChain;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.ImageInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which layers of a running VM become one.
 *
 * @param top the snapshot that the VM stands on, whose state they add up to
 * @param ending the snapshots that have no state here from then on
 * @param files by disk what becomes one file: from the top's down to the one that takes all up
 * @param chain the memory while it is done: the top's layers are several files each
 */
record LiveMergePlan(SnapshotId top, Set<SnapshotId> ending, Map<LocalDisk, List<Path>> files, LocalChain chain) {

    /** Empty if no chain is longer than that, or if they are not of a kind that can be merged while the VM runs. */
    static Optional<LiveMergePlan> of(VmSession session, int most) throws HypervisorException {
        List<LocalSnapshot> line = session.chain().line();
        Map<LocalDisk, List<Path>> files = new LinkedHashMap<>();
        Map<LocalDisk, List<Path>> all = new LinkedHashMap<>();
        int longest = 0;
        for (LocalDisk disk : session.chain().disks()) {
            List<ImageInfo> chain = session.images().chain(disk.active());
            List<ImageInfo> sealed = chain.subList(1, chain.size());
            all.put(disk, sealed.stream().map(ImageInfo::file).toList());
            longest = Math.max(longest, sealed.size());
            List<Path> merging = downToTheCollector(sealed);
            if (merging.size() > 1) {
                files.put(disk, merging);
            }
        }
        boolean begun = !line.isEmpty() && line.get(0).isHalfMerged();
        if (files.isEmpty() || (longest <= most && !begun)) {
            return Optional.empty();
        }
        return of(session, line, files, all);
    }

    private static Optional<LiveMergePlan> of(
            VmSession session,
            List<LocalSnapshot> line,
            Map<LocalDisk, List<Path>> files,
            Map<LocalDisk, List<Path>> all) {
        Set<Path> changing = new HashSet<>();
        files.values().forEach(changing::addAll);
        LocalSnapshot top = line.get(0);
        int below = 1;
        Set<SnapshotId> ending = new HashSet<>();
        while (below < line.size() && isTouched(line.get(below), changing)) {
            ending.add(line.get(below).id());
            below++;
        }
        if (below == line.size() || line.subList(below, line.size()).stream().anyMatch(it -> isTouched(it, changing))) {
            return Optional.empty();
        }
        LocalSnapshot onto = line.get(below);
        Map<DiskId, LocalLayer> layers = new LinkedHashMap<>(top.layers());
        for (Map.Entry<LocalDisk, List<Path>> each : all.entrySet()) {
            LocalDisk disk = each.getKey();
            List<Path> merging = files.getOrDefault(disk, List.of());
            if (!standsOn(top, onto, disk, each.getValue(), merging)) {
                return Optional.empty();
            }
            LocalLayer layer = top.layers().get(disk.id());
            if (layer != null && !merging.isEmpty()) {
                List<Path> inner = merging.subList(1, merging.size());
                layers.put(disk.id(), new LocalLayer(layer.file(), layer.fingerprint(), inner));
            }
        }
        Map<SnapshotId, LocalSnapshot> left = session.chain().snapshots();
        left.keySet().removeAll(ending);
        left.put(top.id(), top.with(Optional.of(onto.id()), layers));
        LocalChain chain = session.chain();
        return Optional.of(new LiveMergePlan(
                top.id(), ending, files, new LocalChain(chain.disks(), chain.base(), chain.next(), left)));
    }

    /** Whether, but for what is merged, the files of one snapshot are on those of the other. */
    private static boolean standsOn(
            LocalSnapshot top, LocalSnapshot onto, LocalDisk disk, List<Path> sealed, List<Path> merging) {
        LocalLayer layer = top.layers().get(disk.id());
        LocalLayer below = onto.layers().get(disk.id());
        if (layer == null || below == null) {
            return layer == null && below == null && merging.isEmpty();
        }
        int distance = sealed.indexOf(below.file());
        return sealed.indexOf(layer.file()) == 0
                && (merging.isEmpty() ? distance == 0 || distance == 1 : distance == merging.size());
    }

    /** Every file whose state changes, or that will be unused. */
    Set<Path> changing() {
        Set<Path> all = new HashSet<>();
        files.values().forEach(all::addAll);
        return all;
    }

    /** The lowest collector takes all up. Sizes that differ are left to a merge while the VM is off. */
    private static List<Path> downToTheCollector(List<ImageInfo> sealed) {
        List<Path> merging = new ArrayList<>();
        for (int i = sealed.size() - 1; i >= 0; i--) {
            if (!merging.isEmpty() || LayerNames.isCollecting(sealed.get(i).file())) {
                merging.add(0, sealed.get(i).file());
                if (sealed.get(i).virtualSize() != sealed.get(0).virtualSize()) {
                    return List.of();
                }
            }
        }
        return merging;
    }

    private static boolean isTouched(LocalSnapshot snapshot, Set<Path> changing) {
        return snapshot.layers().values().stream()
                .anyMatch(layer -> changing.contains(layer.file())
                        || layer.inner().stream().anyMatch(changing::contains));
    }
}
