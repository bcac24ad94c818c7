package io.kss.core.conflict;

import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.LocalChain;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.LocalVm;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * One host's VM against the repository's. Goes by identities and parents only, never by clocks.
 *
 * @param relation the verdict
 * @param anchor the nearest snapshot that both have, seen from here
 * @param unsent snapshots on the way from the anchor to what the VM here stands on, oldest first
 */
public record Comparison(Relation relation, Optional<SnapshotId> anchor, List<LocalSnapshot> unsent) {

    public Comparison {
        unsent = List.copyOf(unsent);
    }

    /**
     * Compares.
     *
     * @param local what this host remembers, or empty if it does not manage the VM
     * @param unsealed whether the VM here has changes that no snapshot holds
     * @param repository what the journal adds up to, or empty if there is no journal
     */
    public static Comparison of(Optional<LocalVm> local, boolean unsealed, Optional<VmState> repository) {
        Optional<SnapshotId> head = repository.flatMap(VmState::head);
        if (local.isEmpty() || (local.get().chain().base().isEmpty() && !unsealed)) {
            return new Comparison(
                    head.isPresent() ? Relation.ONLY_IN_REPOSITORY : Relation.ONLY_HERE, Optional.empty(), List.of());
        }
        LocalChain chain = local.get().chain();
        Optional<SnapshotId> anchor = Optional.empty();
        List<LocalSnapshot> unsent = new ArrayList<>();
        for (LocalSnapshot snapshot : chain.line()) {
            if (repository.isPresent() && repository.get().knows(snapshot.id())) {
                anchor = Optional.of(snapshot.id());
                break;
            }
            unsent.add(snapshot);
        }
        Collections.reverse(unsent);
        return new Comparison(
                relation(local.get(), unsealed || !unsent.isEmpty(), anchor, head, repository), anchor, unsent);
    }

    private static Relation relation(
            LocalVm local,
            boolean ownWork,
            Optional<SnapshotId> anchor,
            Optional<SnapshotId> head,
            Optional<VmState> repository) {
        if (head.isEmpty()) {
            return Relation.ONLY_HERE;
        }
        if (anchor.equals(head)) {
            return ownWork ? Relation.AHEAD : Relation.IN_SYNC;
        }
        // A clean host whose base the repository has, even on a branch, has nothing to lose (rule R2), unless a person
        // still has to say which side of a conflict goes on.
        return ownWork || conflictOpen(local, repository) ? Relation.DIVERGED : Relation.BEHIND;
    }

    /** Whether a side of ours waits on a branch that is still there. */
    private static boolean conflictOpen(LocalVm local, Optional<VmState> repository) {
        return local.conflict().isPresent()
                && repository.isPresent()
                && repository.get().branches().containsKey(local.conflict().get());
    }
}
