package io.kss.core;

import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts together what this host and the repository know of a VM's snapshots. */
final class SnapshotViews {

    private final Optional<LocalVm> local;
    private final Optional<VmState> repository;

    SnapshotViews(Optional<LocalVm> local, Optional<VmState> repository) {
        this.local = local;
        this.repository = repository;
    }

    /** All of them, newest first by the clocks of their hosts. */
    List<SnapshotView> all() {
        Set<SnapshotId> ids = new LinkedHashSet<>();
        repository.ifPresent(state -> ids.addAll(state.snapshots().keySet()));
        local.ifPresent(vm -> ids.addAll(vm.chain().snapshots().keySet()));
        List<SnapshotView> views = new ArrayList<>();
        ids.forEach(id -> views.add(view(id)));
        views.sort(Comparator.comparing(SnapshotView::time)
                .reversed()
                .thenComparing(view -> view.id().value()));
        return views;
    }

    Optional<SnapshotView> view(Optional<SnapshotId> id) {
        return id.filter(this::isKnown).map(this::view);
    }

    SnapshotView view(SnapshotId id) {
        Optional<LocalSnapshot> here = local.flatMap(vm -> vm.chain().snapshot(id));
        Optional<PublishedSnapshot> there = repository.flatMap(
                state -> Optional.ofNullable(state.snapshots().get(id)));
        if (there.isPresent()) {
            PublishedSnapshot snapshot = there.get();
            return new SnapshotView(
                    id,
                    snapshot.parent(),
                    snapshot.host().name(),
                    snapshot.time(),
                    snapshot.dataBytes(),
                    snapshot.storedBytes(),
                    here.isPresent(),
                    true,
                    labels(id),
                    here.map(LocalSnapshot::consistency));
        }
        LocalSnapshot snapshot = here.orElseThrow();
        return new SnapshotView(
                id,
                snapshot.parent(),
                snapshot.hostName(),
                snapshot.time(),
                snapshot.dataBytes(),
                0,
                true,
                repository.isEmpty() && snapshot.sent(),
                labels(id),
                Optional.of(snapshot.consistency()));
    }

    /** A snapshot that is no restore point any more, as it was. */
    SnapshotView ended(PublishedSnapshot snapshot) {
        boolean here = local.flatMap(vm -> vm.chain().snapshot(snapshot.id())).isPresent();
        return new SnapshotView(
                snapshot.id(),
                snapshot.parent(),
                snapshot.host().name(),
                snapshot.time(),
                snapshot.dataBytes(),
                snapshot.storedBytes(),
                here,
                false,
                List.of());
    }

    private boolean isKnown(SnapshotId id) {
        return repository.map(state -> state.snapshots().containsKey(id)).orElse(false)
                || local.map(vm -> vm.chain().snapshot(id).isPresent()).orElse(false);
    }

    private boolean isSuspended(SnapshotId id) {
        Optional<PublishedSnapshot> there = repository.flatMap(
                state -> Optional.ofNullable(state.snapshots().get(id)));
        return there.map(PublishedSnapshot::isSuspended)
                .orElseGet(() -> local.flatMap(LocalVm::usableMemory)
                        .map(memory -> memory.snapshot().equals(id))
                        .orElse(false));
    }

    private List<String> labels(SnapshotId id) {
        List<String> labels = new ArrayList<>();
        if (repository.flatMap(VmState::head).equals(Optional.of(id))) {
            labels.add("head");
        }
        repository.ifPresent(state -> state.branches().entrySet().stream()
                .filter(branch -> branch.getValue().equals(id))
                .map(Map.Entry::getKey)
                .sorted()
                .forEach(labels::add));
        if (local.flatMap(vm -> vm.chain().base()).equals(Optional.of(id))) {
            labels.add("base");
        }
        if (isSuspended(id)) {
            labels.add("suspended");
        }
        return labels;
    }
}
