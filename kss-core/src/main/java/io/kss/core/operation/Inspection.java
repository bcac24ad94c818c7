package io.kss.core.operation;

import io.kss.core.chain.DiskDelta;
import io.kss.core.chain.SnapshotState;
import io.kss.core.conflict.Comparison;
import io.kss.core.failure.KssException;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.workspace.LocalDisk;
import io.kss.core.workspace.LocalLayer;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at a VM here and in the repository, and changes neither. */
public final class Inspection {

    private final VmSession session;

    public Inspection(VmSession session) {
        this.session = session;
    }

    /** The VM's journal, or empty if the repository does not have it. */
    public Optional<VmState> repositoryState(Store store) throws KssException, IOException {
        if (session.local().isPresent()) {
            VmState state = new RemoteVm(session, store).read();
            return state.isEmpty() ? Optional.empty() : Optional.of(state);
        }
        var named = store.repository().find(session.name());
        if (named.isEmpty()) {
            return Optional.empty();
        }
        VmState state = store.repository()
                .journal(
                        named.get().id(),
                        io.kss.core.journal.JournalMemory.volatileMemory(),
                        session.host().identity())
                .read();
        return state.isEmpty() ? Optional.empty() : Optional.of(state);
    }

    /** Whether the VM here has changes that no snapshot holds. */
    public boolean unsealed(Optional<Domain> domain) throws HypervisorException, IOException {
        if (domain.isEmpty() || session.local().isEmpty()) {
            return false;
        }
        return !session.chain().disks().isEmpty() && Changes.any(session, domain.get());
    }

    /** Bytes in the active layers. */
    public long unsealedBytes() throws HypervisorException {
        return session.local().isEmpty() || session.chain().base().isEmpty() ? 0 : Changes.bytesInActiveLayers(session);
    }

    /** What push would send: everything above the newest snapshot that both have. */
    public List<Movement> toPush(Optional<VmState> repository, boolean unsealed)
            throws HypervisorException, IOException {
        List<Movement> movements = new ArrayList<>();
        if (session.local().isEmpty()) {
            return movements;
        }
        Comparison comparison = Comparison.of(session.local(), unsealed, repository);
        Optional<LocalSnapshot> anchor = comparison.anchor().flatMap(session.chain()::snapshot);
        Optional<LocalSnapshot> base = session.chain().baseSnapshot();
        for (LocalDisk disk : session.chain().disks()) {
            Optional<Path> below =
                    anchor.map(found -> found.layers().get(disk.id())).map(LocalLayer::file);
            // What the active layer holds can't be read while the VM runs; it is counted by its size on disk instead.
            Optional<Path> top =
                    base.map(found -> found.layers().get(disk.id())).map(LocalLayer::file);
            Movement sealed = top.isEmpty() || top.equals(below)
                    ? new Movement(disk.target(), 0, 0, comparison.unsent().size())
                    : measured(
                            disk.target(), top.get(), below, comparison.unsent().size());
            long active = unsealed ? activeBytes(disk) : 0;
            movements.add(new Movement(
                    disk.target(),
                    sealed.bytes() + active,
                    sealed.grains() + (active + DiskImages.GRAIN - 1) / DiskImages.GRAIN,
                    comparison.unsent().size() + (unsealed ? 1 : 0)));
        }
        return movements;
    }

    /** What push sends, all disks together: every unsent snapshot by itself, and what no snapshot holds yet. */
    public long bytesOfEachSnapshot(Optional<VmState> repository, boolean unsealed)
            throws HypervisorException, IOException {
        if (session.local().isEmpty()) {
            return 0;
        }
        long bytes = 0;
        for (LocalDisk disk : session.chain().disks()) {
            for (LocalSnapshot snapshot :
                    Comparison.of(session.local(), unsealed, repository).unsent()) {
                Optional<Path> top = file(Optional.of(snapshot), disk);
                Optional<Path> below = file(snapshot.parent().flatMap(session.chain()::snapshot), disk);
                if (top.isPresent() && !top.equals(below)) {
                    bytes += measured(disk.target(), top.get(), below, 1).bytes();
                }
            }
            bytes += unsealed ? activeBytes(disk) : 0;
        }
        return bytes;
    }

    private static Optional<Path> file(Optional<LocalSnapshot> snapshot, LocalDisk disk) {
        return snapshot.map(found -> found.layers().get(disk.id())).map(LocalLayer::file);
    }

    /** What fetching the head costs: from what is here if that is wanted, or everything; empty if the head is here. */
    public Optional<FetchCost> costOfFetching(Store store, VmState state, boolean fromHere)
            throws KssException, HypervisorException, IOException, InterruptedException {
        Optional<SnapshotId> head = state.head();
        if (head.isEmpty()
                || session.local().isEmpty()
                || session.chain().line().stream().anyMatch(here -> here.id().equals(head.get()))) {
            return Optional.empty();
        }
        RemoteVm remote = new RemoteVm(session, store);
        FetchBase base = new FetchBase(remote);
        SnapshotState to = remote.states().at(state, head.get());
        Optional<LocalSnapshot> onto = fromHere ? base.nearest(state, to) : Optional.empty();
        return Optional.of(FetchCost.of(base.deltas(state, onto, to), store));
    }

    /** What pull would fetch. */
    public List<Movement> toPull(Store store, VmState state) throws KssException, HypervisorException, IOException {
        List<Movement> movements = new ArrayList<>();
        Optional<SnapshotId> head = state.head();
        if (head.isEmpty() || session.local().isEmpty()) {
            return movements;
        }
        if (session.chain().line().stream().anyMatch(here -> here.id().equals(head.get()))) {
            return movements;
        }
        RemoteVm remote = new RemoteVm(session, store);
        FetchBase base = new FetchBase(remote);
        SnapshotState to = remote.states().at(state, head.get());
        Optional<LocalSnapshot> onto = base.nearest(state, to);
        Map<String, DiskDelta> deltas = base.deltas(state, onto, to);
        int snapshots = (int) state.ancestry(head.get()).stream()
                .takeWhile(
                        each -> onto.map(here -> !here.id().equals(each.id())).orElse(true))
                .count();
        for (DiskLayer disk : to.manifest().disks()) {
            DiskDelta delta = deltas.get(disk.target());
            if (delta != null) {
                movements.add(new Movement(disk.target(), delta.dataBytes(), delta.grains(), snapshots));
            }
        }
        return movements;
    }

    private long activeBytes(LocalDisk disk) throws HypervisorException {
        if (session.chain().base().isEmpty()) {
            long all = 0;
            for (var image : session.images().chain(disk.active())) {
                all += image.allocated();
            }
            return all;
        }
        return session.images().holdsData(disk.active())
                ? session.images().info(disk.active()).allocated()
                : 0;
    }

    private Movement measured(String target, Path top, Optional<Path> below, int snapshots) throws HypervisorException {
        long bytes = 0;
        long grains = 0;
        try (LayerReader reader = session.images().openLayer(top, below);
                Stream<Extent> extents = reader.extents()) {
            for (Extent extent : (Iterable<Extent>) extents::iterator) {
                grains += (extent.length() + DiskImages.GRAIN - 1) / DiskImages.GRAIN;
                if (extent.content() == Extent.Content.DATA) {
                    bytes += extent.length();
                }
            }
        } catch (UncheckedIOException e) {
            throw new HypervisorException(
                    HypervisorException.Reason.FAILED,
                    "What " + top + " holds can't be found out: " + e.getMessage(),
                    e);
        }
        return new Movement(target, bytes, grains, snapshots);
    }
}
