package io.kss.core.operation;

import io.kss.core.identity.SnapshotId;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.ImageInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which files a merge on this host makes, and which ones nobody needs any more after it. */
final class LocalMergePlan {

    private static final int MARK = 6;

    private final VmSession session;
    private final Optional<LocalSnapshot> top;
    private final Optional<LocalSnapshot> onto;

    /** For what is retired only. */
    LocalMergePlan(VmSession session) {
        this.session = session;
        this.top = Optional.empty();
        this.onto = Optional.empty();
    }

    /** Everything from the top snapshot down to, but without, the other becomes one layer. */
    LocalMergePlan(VmSession session, LocalSnapshot top, LocalSnapshot onto) {
        this.session = session;
        this.top = Optional.of(top);
        this.onto = Optional.of(onto);
    }

    static Path file(LocalSnapshot snapshot, LocalDisk disk) {
        LocalLayer layer = snapshot.layers().get(disk.id());
        if (layer == null) {
            throw new IllegalStateException(snapshot.id() + " has no file of " + disk.target());
        }
        return layer.file();
    }

    Intent.Placing placing() throws HypervisorException {
        LocalSnapshot merged = top.orElseThrow();
        SnapshotId next = SnapshotId.next(session.host().ids());
        Instant now = session.host().clock().instant();
        String host = session.host().identity().name();
        List<LocalDisk> disks = new ArrayList<>();
        Map<String, Path> layers = new HashMap<>();
        for (LocalDisk disk : session.chain().disks()) {
            Path present = file(merged, disk);
            Path folder = LayerNames.folderOf(present);
            // The end of the name says whose state it is, so that it is found again; the mark tells it from the old
            // file.
            String mark = host + "_" + next.value().substring(0, MARK);
            layers.put(
                    disk.target(),
                    isWorthWhile(disk, present)
                            ? LayerNames.in(folder, session.name(), disk.target(), mark, now, merged.id())
                            : present);
            Path active = LayerNames.in(folder, session.name(), disk.target(), host, now, next);
            disks.add(new LocalDisk(disk.id(), disk.target(), active));
        }
        return new Intent.Placing(
                merged.id(),
                merged.hostName(),
                merged.time(),
                merged.consistency(),
                onto.map(LocalSnapshot::id),
                next,
                disks,
                layers,
                session.chain().disks());
    }

    /** Only where there are several files between the two. */
    private boolean isWorthWhile(LocalDisk disk, Path present) throws HypervisorException {
        Optional<Path> below = onto.map(it -> it.layers().get(disk.id())).map(LocalLayer::file);
        if (below.isEmpty() || below.get().equals(present)) {
            return false;
        }
        List<Path> files =
                session.images().chain(present).stream().map(ImageInfo::file).toList();
        return files.indexOf(below.get()) > 1;
    }

    /** What the switch leaves without use: the files between the old active layers and what the new ones stand on. */
    Set<Path> retired(Intent.Placing placing) throws HypervisorException {
        Set<Path> needed = new LinkedHashSet<>();
        for (LocalDisk disk : placing.disks()) {
            session.images().chain(disk.active()).forEach(image -> needed.add(image.file()));
        }
        Set<Path> retired = new LinkedHashSet<>();
        for (LocalSnapshot snapshot : session.chain().line(Optional.of(placing.snapshot()))) {
            if (placing.onto().equals(Optional.of(snapshot.id()))) {
                break;
            }
            snapshot.layers().values().stream()
                    .flatMap(layer -> Stream.concat(Stream.of(layer.file()), layer.inner().stream()))
                    // A file with another name is the user's own, whatever it holds.
                    .filter(file -> !needed.contains(file) && LayerNames.isOurs(file))
                    .forEach(retired::add);
        }
        return retired;
    }
}
