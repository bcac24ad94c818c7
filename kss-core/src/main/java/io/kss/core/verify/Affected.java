package io.kss.core.verify;

import io.kss.core.chain.DiskState;
import io.kss.core.chunk.ChunkId;
import io.kss.core.failure.KssException;
import io.kss.core.identity.DiskId;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Manifest;
import io.kss.core.manifest.ManifestStore;
import io.kss.core.manifest.Part;
import io.kss.core.repository.Repository;
import io.kss.spi.storage.StorageException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Which snapshots of a VM damaged objects take with them: those whose composed state shows one of the lost chunks. */
final class Affected {

    private final Repository repository;
    private final Map<ChunkId, String> blame;

    /** @param blame the object that is to blame for the loss of each chunk */
    Affected(Repository repository, Map<ChunkId, String> blame) {
        this.repository = repository;
        this.blame = blame;
    }

    /** What each object means for a VM; objects that mean nothing for it are left out. */
    Map<String, Loss> in(KnownVm vm) throws StorageException, InterruptedException {
        Map<String, Loss> losses = new TreeMap<>();
        ManifestStore manifests = repository.manifests(vm.state().vm());
        for (PublishedSnapshot snapshot : vm.state().snapshots().values()) {
            read(manifests, snapshot)
                    .ifPresent(manifest -> manifest.eachChunk(
                            snapshot.isSuspended(),
                            blaming(object -> loss(losses, object)
                                    .makers
                                    .add(snapshot.host().name()))));
        }
        if (!losses.isEmpty()) {
            compose(vm, manifests, losses);
        }
        return losses;
    }

    /** Composes every snapshot once, parents first; where a manifest is broken, all above it were told already. */
    private void compose(KnownVm vm, ManifestStore manifests, Map<String, Loss> losses)
            throws StorageException, InterruptedException {
        Map<Optional<SnapshotId>, List<PublishedSnapshot>> children = new HashMap<>();
        for (PublishedSnapshot snapshot : vm.state().snapshots().values()) {
            children.computeIfAbsent(snapshot.parent(), parent -> new ArrayList<>())
                    .add(snapshot);
        }
        Deque<Visit> visits = new ArrayDeque<>();
        children.getOrDefault(Optional.<SnapshotId>empty(), List.of())
                .forEach(root -> visits.push(new Visit(root, Map.of())));
        while (!visits.isEmpty()) {
            Visit visit = visits.pop();
            Optional<Manifest> manifest = read(manifests, visit.snapshot());
            if (manifest.isPresent()) {
                Map<DiskId, DiskState> disks = new HashMap<>();
                for (DiskLayer layer : manifest.get().disks()) {
                    disks.put(
                            layer.disk(),
                            DiskState.compose(visit.below().getOrDefault(layer.disk(), DiskState.NONE), layer));
                }
                SnapshotId id = visit.snapshot().id();
                eachChunk(
                        visit.snapshot().isSuspended()
                                ? manifest.get().parts()
                                : manifest.get().partsWithoutMemory(),
                        disks,
                        blaming(object -> loss(losses, object).snapshots.add(id)));
                children.getOrDefault(Optional.of(id), List.of())
                        .forEach(child -> visits.push(new Visit(child, disks)));
            }
        }
    }

    private static void eachChunk(List<Part> parts, Map<DiskId, DiskState> disks, Consumer<ChunkId> consumer) {
        disks.values()
                .forEach(disk -> disk.regions()
                        .forEach(region -> region.pieces().forEach(piece -> consumer.accept(piece.chunk()))));
        parts.forEach(part -> part.chunks().forEach(consumer));
    }

    private Consumer<ChunkId> blaming(Consumer<String> object) {
        return chunk -> {
            String culprit = blame.get(chunk);
            if (culprit != null) {
                object.accept(culprit);
            }
        };
    }

    private static Optional<Manifest> read(ManifestStore manifests, PublishedSnapshot snapshot)
            throws StorageException, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            return Optional.of(ManifestCheck.manifest(manifests, snapshot));
        } catch (KssException e) {
            // The check of the manifests told it.
            return Optional.empty();
        }
    }

    private static Loss loss(Map<String, Loss> losses, String object) {
        return losses.computeIfAbsent(object, none -> new Loss());
    }

    /** What one object means for one VM. */
    static final class Loss {
        /** Snapshots that can't be restored as they were. */
        final Set<SnapshotId> snapshots = new HashSet<>();
        /** Hosts that made the layers that are affected. */
        final Set<String> makers = new TreeSet<>();
    }

    private record Visit(PublishedSnapshot snapshot, Map<DiskId, DiskState> below) {}
}
