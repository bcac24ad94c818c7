package io.kss.core.examine;

import io.kss.core.identity.DiskId;
import io.kss.core.operation.LayerNames;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.ImageInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at the files of a VM: there, as they were sealed, standing on each other, not to be written to. */
final class LayerExamination {

    private final Remarks remarks;
    private final String name;
    private final DiskImages images;
    private final Set<Path> told = new HashSet<>();

    LayerExamination(Remarks remarks, String name, DiskImages images) {
        this.remarks = remarks;
        this.name = name;
        this.images = images;
    }

    void examine(LocalVm local) throws HypervisorException {
        for (LocalSnapshot snapshot : local.chain().snapshots().values()) {
            for (Map.Entry<DiskId, LocalLayer> layer : snapshot.layers().entrySet()) {
                if (told.add(layer.getValue().file())) {
                    sealed(local, layer.getKey(), layer.getValue());
                }
            }
        }
        for (LocalDisk disk : local.chain().disks()) {
            active(local, disk);
        }
        for (Path aside : local.asides()) {
            aside(aside);
        }
    }

    private void sealed(LocalVm local, DiskId disk, LocalLayer layer) throws HypervisorException {
        String who = "The sealed layer " + layer.file() + ", which " + needing(local, disk, layer.file());
        if (!images.exists(layer.file())) {
            remarks.problem(name, who + ", is missing.", restore());
        } else if (!images.fingerprint(layer.file()).sameContentAs(layer.fingerprint())) {
            remarks.problem(name, who + ", was written to or replaced after it was sealed.", restore());
        } else if (isWritable(layer.file())) {
            remarks.warning(
                    name, who + ", may be written to, though it must never change.", "chmod a-w " + layer.file());
        }
    }

    private String restore() {
        return "restore the file from a backup of this host; or, if the repository has these snapshots (kss list "
                + name + " --remote), remove the VM here, kss forget " + name + " and kss pull " + name;
    }

    private void active(LocalVm local, LocalDisk disk) throws HypervisorException {
        if (!images.exists(disk.active())) {
            remarks.problem(
                    name,
                    "The active layer " + disk.active() + " of disk " + disk.target()
                            + " is missing, and with it all that was written since the last snapshot.",
                    "restore the file from a backup of this host");
            return;
        }
        List<ImageInfo> chain;
        try {
            chain = images.chain(disk.active());
        } catch (HypervisorException e) {
            remarks.problem(
                    name,
                    "The chain of disk " + disk.target() + " can't be read: " + e.getMessage(),
                    "put the file back that it names, or restore it from a backup of this host");
            return;
        }
        Set<Path> files = chain.stream().map(ImageInfo::file).collect(Collectors.toSet());
        for (LocalSnapshot snapshot : local.chain().line()) {
            LocalLayer layer = snapshot.layers().get(disk.id());
            if (layer != null && !files.contains(layer.file()) && told.add(disk.active())) {
                remarks.problem(
                        name,
                        "Disk " + disk.target() + " does not stand on " + layer.file() + " any more, the layer of the"
                                + " snapshot " + VmExamination.described(snapshot) + ".",
                        "set its backing file right again with qemu-img rebase -u, or restore the files from a backup");
            }
        }
    }

    private void aside(Path file) throws HypervisorException {
        if (LayerNames.isAside(file) && images.exists(file) && images.holdsData(file)) {
            remarks.warning(
                    name,
                    "The file " + file + " was put aside when a newer state was placed, and holds data that another"
                            + " tool wrote into it at that moment; it is in no snapshot.",
                    "look into it, e.g. with qemu-nbd, and delete it when nothing in it is needed");
        }
    }

    private static String needing(LocalVm local, DiskId disk, Path file) {
        List<LocalSnapshot> needing = local.chain().snapshots().values().stream()
                .filter(snapshot -> local.chain().line(Optional.of(snapshot.id())).stream()
                        .anyMatch(below -> {
                            LocalLayer layer = below.layers().get(disk);
                            return layer != null && layer.file().equals(file);
                        }))
                .toList();
        String first = needing.isEmpty() ? "nothing here" : VmExamination.described(needing.get(0));
        return needing.size() <= 1
                ? "the snapshot " + first + " needs"
                : needing.size() + " snapshots from " + first + " on need";
    }

    /** Only where the file is one of this machine's. */
    private static boolean isWritable(Path file) {
        try {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
            return rights.contains(PosixFilePermission.OWNER_WRITE)
                    || rights.contains(PosixFilePermission.GROUP_WRITE)
                    || rights.contains(PosixFilePermission.OTHERS_WRITE);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
