package io.kss.core.operation;

import io.kss.core.chain.DiskDelta;
import io.kss.core.chain.DiskState;
import io.kss.core.chain.SnapshotState;
import io.kss.core.chain.SnapshotStates;
import io.kss.core.failure.KssException;
import io.kss.core.identity.DiskId;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.MergeRules;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Manifest;
import io.kss.spi.storage.StorageException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Describes snapshots anew that stood on others which end: the difference between two states, without touching data. */
final class MergePlanner {

    private final SnapshotStates states;
    private final VmState vm;
    private final Map<SnapshotId, SnapshotState> known = new HashMap<>();

    /** @param vm the journal's state that the plan is made on */
    MergePlanner(SnapshotStates states, VmState vm) {
        this.states = states;
        this.vm = vm;
    }

    /**
     * The plan for ending those. A snapshot stays after all, and is not in the plan, if what stands on it can't be told
     * as a layer of its own: that is so where a disk grew from a size within a grain which nobody has written since.
     */
    MergePlan plan(Set<SnapshotId> wanted) throws KssException, StorageException {
        Set<SnapshotId> gone = new HashSet<>(wanted);
        while (true) {
            Map<SnapshotId, Optional<SnapshotId>> orphans = MergeRules.orphans(vm, gone);
            load(orphans);
            Map<SnapshotId, Manifest> manifests = new HashMap<>();
            Optional<SnapshotId> obstacle = Optional.empty();
            for (Map.Entry<SnapshotId, Optional<SnapshotId>> orphan : orphans.entrySet()) {
                Optional<Manifest> manifest = described(state(orphan.getKey()), orphan.getValue());
                manifest.ifPresent(found -> manifests.put(orphan.getKey(), found));
                obstacle = manifest.isPresent() ? obstacle : Optional.of(orphan.getKey());
            }
            if (obstacle.isEmpty()) {
                return plan(gone, manifests);
            }
            gone.remove(published(obstacle.get()).parent().orElseThrow());
        }
    }

    private MergePlan plan(Set<SnapshotId> gone, Map<SnapshotId, Manifest> manifests) {
        Map<SnapshotId, PublishedSnapshot> before = new HashMap<>();
        manifests.keySet().forEach(id -> before.put(id, published(id)));
        List<PublishedSnapshot> ending = gone.stream()
                .map(this::published)
                .sorted(Comparator.comparing(PublishedSnapshot::id))
                .toList();
        return new MergePlan(ending, manifests, before);
    }

    private void load(Map<SnapshotId, Optional<SnapshotId>> orphans) throws KssException, StorageException {
        Set<SnapshotId> wanted = new HashSet<>(orphans.keySet());
        orphans.values().forEach(parent -> parent.ifPresent(wanted::add));
        for (SnapshotId tip : MergeRules.untouchable(vm)) {
            Set<SnapshotId> missing = new HashSet<>(wanted);
            missing.removeAll(known.keySet());
            if (!missing.isEmpty()) {
                known.putAll(states.along(vm, tip, missing));
            }
        }
    }

    private Optional<Manifest> described(SnapshotState state, Optional<SnapshotId> parent) {
        Map<DiskId, DiskState> below = parent.isPresent() ? state(parent.get()).disks() : Map.of();
        List<DiskLayer> layers = new ArrayList<>();
        for (DiskLayer disk : state.manifest().disks()) {
            DiskState from = below.getOrDefault(disk.disk(), DiskState.NONE);
            DiskState to = state.disks().getOrDefault(disk.disk(), DiskState.NONE);
            DiskDelta delta = DiskState.delta(from, to);
            DiskLayer layer = new DiskLayer(disk.disk(), disk.target(), to.size(), delta.regions());
            if (!delta.tails().isEmpty() || !isSame(DiskState.compose(from, layer), to)) {
                return Optional.empty();
            }
            layers.add(layer);
        }
        Manifest old = state.manifest();
        return Optional.of(new Manifest(
                old.vm(),
                old.snapshot(),
                parent,
                old.host(),
                old.time(),
                old.consistency(),
                layers,
                old.localOnlyDisks(),
                old.parts()));
    }

    private static boolean isSame(DiskState one, DiskState other) {
        DiskDelta there = DiskState.delta(one, other);
        DiskDelta back = DiskState.delta(other, one);
        return one.size() == other.size() && there.isEmpty() && back.isEmpty();
    }

    private SnapshotState state(SnapshotId snapshot) {
        SnapshotState state = known.get(snapshot);
        if (state == null) {
            throw new IllegalStateException(snapshot + " is on no line");
        }
        return state;
    }

    private PublishedSnapshot published(SnapshotId snapshot) {
        return vm.known(snapshot).orElseThrow();
    }
}
