package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.DiskId;
import io.kss.core.identity.SnapshotId;
import io.kss.core.workspace.LocalChain;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.ImageInfo;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a merge of a running VM's layers left: the chain of files itself tells whether it came to its end. What did not is
 * no damage: several files stay one layer until a later merge.
 */
final class HalfMerged {

    private final VmSession session;

    HalfMerged(VmSession session) {
        this.session = session;
    }

    /** Ends what still goes on, and remembers what was finished. */
    void settle() throws KssException, HypervisorException, IOException {
        Optional<LocalSnapshot> half = found();
        Optional<Domain> domain = half.isPresent() ? session.domain() : Optional.empty();
        if (domain.isEmpty()) {
            return;
        }
        for (LocalDisk disk : session.chain().disks()) {
            LocalLayer layer = half.get().layers().get(disk.id());
            if (layer != null && !layer.inner().isEmpty()) {
                if (domain.get().state().active()) {
                    session.host().hypervisor().endCommit(session.name(), disk.target());
                }
                if (isFinished(disk, layer)) {
                    finish(half.get().id(), disk);
                }
            }
        }
    }

    private Optional<LocalSnapshot> found() {
        return session.chain().line().stream()
                .filter(LocalSnapshot::isHalfMerged)
                .findFirst();
    }

    /** Whether what stood on the layer's top stands on its lowest file now. */
    private boolean isFinished(LocalDisk disk, LocalLayer layer) throws HypervisorException {
        if (!session.images().exists(disk.active())) {
            return false;
        }
        List<Path> files = session.images().chain(disk.active()).stream()
                .map(ImageInfo::file)
                .toList();
        return !files.contains(layer.file()) && files.contains(lowest(layer));
    }

    /** Compares the merged file with what it was merged from, which then waits for its end. */
    void finish(SnapshotId id, LocalDisk disk) throws KssException, HypervisorException, IOException {
        LocalSnapshot snapshot = session.chain().snapshot(id).orElseThrow();
        LocalLayer layer = snapshot.layers().get(disk.id());
        if (layer == null) {
            throw new IllegalStateException(id + " has no layer of " + disk.target());
        }
        Path merged = lowest(layer);
        if (!isSame(snapshot, disk, layer)) {
            throw notTheSame(layer, merged);
        }
        session.images().makeReadOnly(merged);
        Map<DiskId, LocalLayer> layers = new LinkedHashMap<>(snapshot.layers());
        layers.put(disk.id(), new LocalLayer(merged, session.images().fingerprint(merged)));
        Set<Path> asides = new LinkedHashSet<>(session.managed().asides());
        List<Path> unused = new ArrayList<>(layer.inner());
        unused.add(0, layer.file());
        unused.remove(merged);
        asides.addAll(unused);
        LocalChain chain = session.chain().with(snapshot.with(snapshot.parent(), layers));
        session.update(vm -> vm.withChain(chain).withAsides(List.copyOf(asides)));
    }

    private boolean isSame(LocalSnapshot snapshot, LocalDisk disk, LocalLayer layer)
            throws HypervisorException, IOException {
        Path below = snapshot.parent()
                .flatMap(session.chain()::snapshot)
                .map(parent -> parent.layers().get(disk.id()))
                .map(LocalLayer::file)
                .orElseThrow(() -> new IllegalStateException(snapshot.id() + " stands on nothing"));
        try {
            return new LayerCopy(session.images(), layer.file(), below, bytes -> {}).isSame(lowest(layer));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while merged layers were compared");
        }
    }

    private static Path lowest(LocalLayer layer) {
        return layer.inner().get(layer.inner().size() - 1);
    }

    private KssException notTheSame(LocalLayer layer, Path merged) {
        return new KssException(
                        Reason.DAMAGED,
                        "What was merged of " + session.name() + " into " + merged + " is not what it was merged from."
                                + " The disk, its cable or the memory of this machine may be failing. " + layer.file()
                                + " and what it stands on are still there.",
                        "shut the VM down, then qemu-img rebase -u the layer above " + merged + " to " + layer.file(),
                        "kss doctor, then check this host's disk and memory")
                .with("vm", session.name())
                .with("file", merged);
    }
}
