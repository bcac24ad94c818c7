package io.kss.core.journal;

import io.kss.core.failure.Damage;
import io.kss.core.failure.KssException;
import io.kss.core.identity.SnapshotId;
import io.kss.core.identity.VmId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Adds entries up to a state. Pure. */
final class Fold {

    private Fold() {}

    /** The state of a journal without entries. */
    static VmState empty(VmId vm) {
        return new VmState(
                vm, "", 0, "", Optional.empty(), Map.of(), Map.of(), Map.of(), Optional.empty(), Optional.empty(), 0);
    }

    /**
     * The state after one more entry.
     *
     * @param hash the hash of the entry's stored bytes
     * @param name the entry's key, for messages
     * @throws KssException {@code DAMAGED} if the entry is not the one that follows
     */
    static VmState next(VmState state, JournalEntry entry, String hash, String name) throws KssException {
        if (!entry.vm().equals(state.vm()) || entry.number() != state.number() + 1) {
            throw Damage.of(name, "it says that it is entry " + entry.number() + " of the VM " + entry.vm());
        }
        if (!entry.previous().equals(state.hash())) {
            throw Damage.of(name, "it does not follow on the entry before it");
        }
        if (entry.before().isPresent() && !entry.before().get().equals(state)) {
            throw Damage.of(name, "the state written down in it is not what the entries before it add up to");
        }
        Draft draft = new Draft(state);
        if (Rules.objection(state, entry.event()).isEmpty()) {
            draft.apply(entry);
        }
        return draft.finished(entry.number(), hash);
    }

    /** A state on its way to the next one. */
    private static final class Draft {

        private final VmState before;
        private String name;
        private Optional<SnapshotId> head;
        private final Map<String, SnapshotId> branches;
        private final Map<SnapshotId, PublishedSnapshot> snapshots;
        private final Map<SnapshotId, PublishedSnapshot> merged;
        private Optional<Lease> lease;
        private Optional<Takeover> takeover;
        private long fence;

        Draft(VmState before) {
            this.before = before;
            name = before.name();
            head = before.head();
            branches = new HashMap<>(before.branches());
            snapshots = new HashMap<>(before.snapshots());
            merged = new HashMap<>(before.merged());
            lease = before.lease();
            takeover = before.takeover();
            fence = before.fence();
        }

        void apply(JournalEntry entry) {
            Event event = entry.event();
            if (event instanceof Event.VmCreated created) {
                name = created.name();
            } else if (event instanceof Event.LeaseAcquired acquired) {
                lease = Optional.of(
                        new Lease(acquired.token(), entry.host(), entry.time(), entry.number(), acquired.base()));
            } else if (event instanceof Event.LeaseReleased || event instanceof Event.LeaseBroken) {
                lease = Optional.empty();
                takeover = Optional.empty();
            } else if (event instanceof Event.TakeoverStarted started) {
                takeover = Optional.of(new Takeover(started.to(), started.newToken(), entry.time()));
            } else if (event instanceof Event.LeaseMoved) {
                lease = takeover.map(moved -> new Lease(moved.token(), moved.to(), entry.time(), entry.number(), head));
                takeover = Optional.empty();
            } else if (event instanceof Event.TakeoverEnded) {
                takeover = Optional.empty();
            } else if (event instanceof Event.Published published) {
                publish(published);
            } else if (event instanceof Event.MemoryUsed used) {
                forgetMemory(used.snapshot());
            } else if (event instanceof Event.Resolved resolved) {
                resolve(resolved);
            } else if (event instanceof Event.BranchDeleted deleted) {
                branches.remove(deleted.branch());
                dropUnneeded();
            } else if (event instanceof Event.Merged ended) {
                merge(ended);
            } else if (event instanceof Event.GcFence announced) {
                fence = announced.collection();
            }
        }

        private void publish(Event.Published published) {
            SnapshotId id = published.snapshot().id();
            snapshots.put(id, published.snapshot());
            if (published.branch().isPresent()) {
                branches.put(published.branch().get(), id);
            } else {
                head = Optional.of(id);
            }
            published.snapshot().parent().filter(parent -> !isTip(parent)).ifPresent(this::forgetMemory);
            if (published.release()) {
                lease = Optional.empty();
            }
        }

        private boolean isTip(SnapshotId snapshot) {
            return head.equals(Optional.of(snapshot)) || branches.containsValue(snapshot);
        }

        /** A memory image fits no newer disks. */
        private void forgetMemory(SnapshotId snapshot) {
            snapshots.computeIfPresent(snapshot, (id, was) -> was.withMemory(0));
        }

        private void resolve(Event.Resolved resolved) {
            if (!head.equals(Optional.of(resolved.head()))) {
                branches.values().removeIf(resolved.head()::equals);
                head.ifPresent(old -> branches.put(resolved.branch(), old));
                head = Optional.of(resolved.head());
            }
        }

        private void merge(Event.Merged ended) {
            for (SnapshotId gone : ended.gone()) {
                Optional.ofNullable(snapshots.remove(gone)).ifPresent(was -> merged.put(gone, was));
            }
            for (Revision revision : ended.revisions()) {
                snapshots.computeIfPresent(revision.snapshot(), (id, was) -> revision.of(was));
            }
        }

        /** Keeps what a head, a branch or the lease's base stands on. */
        private void dropUnneeded() {
            Set<SnapshotId> needed = new HashSet<>();
            head.ifPresent(tip -> addLine(tip, needed));
            branches.values().forEach(tip -> addLine(tip, needed));
            lease.flatMap(Lease::base).ifPresent(base -> addLine(base, needed));
            snapshots.keySet().retainAll(needed);
            boolean dropped = true;
            while (dropped) {
                dropped = merged.values()
                        .removeIf(ended -> ended.parent()
                                .filter(below -> !snapshots.containsKey(below) && !merged.containsKey(below))
                                .isPresent());
            }
        }

        private void addLine(SnapshotId tip, Set<SnapshotId> needed) {
            PublishedSnapshot next = snapshots.get(tip);
            while (next != null && needed.add(next.id())) {
                next = next.parent().map(snapshots::get).orElse(null);
            }
        }

        VmState finished(long number, String hash) {
            return new VmState(
                    before.vm(), name, number, hash, head, branches, snapshots, merged, lease, takeover, fence);
        }
    }
}
