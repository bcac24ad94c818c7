package io.kss.core.examine;

import io.kss.core.identity.SnapshotId;
import io.kss.core.operation.LayerNames;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.HypervisorException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds files with names of kss's that no VM of this host uses. */
final class FolderExamination {

    private final Remarks remarks;
    private final DiskImages images;

    FolderExamination(Remarks remarks, DiskImages images) {
        this.remarks = remarks;
        this.images = images;
    }

    /**
     * Looks through the folders of all VMs and the one for new disks.
     *
     * @param published every snapshot that the repository has, with the name of its VM
     */
    void examine(Path imagesFolder, Collection<LocalVm> vms, Set<Path> attached, Map<SnapshotId, String> published)
            throws HypervisorException {
        Set<Path> used = new HashSet<>(attached);
        Set<Path> folders = new TreeSet<>();
        folders.add(imagesFolder);
        vms.forEach(vm -> use(vm, used));
        used.forEach(file -> folders.add(LayerNames.folderOf(file)));
        for (Path folder : folders) {
            for (Path file : images.list(folder)) {
                if (!used.contains(file)) {
                    LayerNames.shortId(LayerNames.plainName(file))
                            .ifPresent(shortId ->
                                    remarks.warning("images folder", told(file, shortId, published), way(file)));
                }
            }
        }
    }

    private static void use(LocalVm vm, Set<Path> used) {
        vm.chain().disks().forEach(disk -> used.add(disk.active()));
        vm.chain()
                .snapshots()
                .values()
                .forEach(snapshot -> snapshot.layers().values().forEach(layer -> {
                    used.add(layer.file());
                    used.addAll(layer.inner());
                }));
        used.addAll(vm.asides());
        if (vm.intent().isPresent()) {
            Intent intent = vm.intent().get();
            if (intent instanceof Intent.Sealing sealing) {
                used.addAll(sealing.overlays().values());
            } else if (intent instanceof Intent.Placing placing) {
                use(placing, used);
            } else if (intent instanceof Intent.Merging merging) {
                use(merging.placing(), used);
            } else if (intent instanceof Intent.Arriving arriving) {
                used.addAll(arriving.overlays().values());
            } else if (intent instanceof Intent.Cloning cloning) {
                used.addAll(cloning.empty().values());
            }
        }
    }

    private static void use(Intent.Placing placing, Set<Path> used) {
        placing.disks().forEach(disk -> used.add(disk.active()));
        placing.layers().values().forEach(layer -> {
            used.add(layer);
            used.add(LayerNames.partial(layer));
        });
    }

    private static String told(Path file, String shortId, Map<SnapshotId, String> published) {
        Optional<String> vm = published.entrySet().stream()
                .filter(each -> each.getKey().value().startsWith(shortId))
                .map(Map.Entry::getValue)
                .findFirst();
        return "The file " + file + " is named like a layer of the snapshot " + shortId.substring(0, 8)
                + vm.map(name -> " of the VM " + name + ", which the repository has")
                        .orElse("")
                + ", and no VM that kss manages here uses it.";
    }

    private static String way(Path file) {
        return LayerNames.isPartial(file)
                ? "delete it: it is the beginning of a fetch that nobody goes on with"
                : "delete it if no VM needs it (virsh dumpxml shows what a VM uses); kss never deletes what it does not"
                        + " know";
    }
}
