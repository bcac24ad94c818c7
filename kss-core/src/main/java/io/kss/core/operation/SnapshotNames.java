package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the snapshot that a person names: by its branch, or by an unambiguous beginning of its identity. */
final class SnapshotNames {

    private final String vm;
    private final VmState state;

    SnapshotNames(String vm, VmState state) {
        this.vm = vm;
        this.state = state;
    }

    /** One that the repository has. */
    SnapshotId published(String text, Collection<SnapshotId> here) throws KssException {
        SnapshotId found = find(text, here);
        if (!state.snapshots().containsKey(found)) {
            throw new KssException(
                            Reason.NO_SUCH_SNAPSHOT,
                            "The snapshot " + text + " of " + vm + " was not sent to the repository yet.",
                            "kss push " + vm + ", then the same command again")
                    .with("vm", vm);
        }
        return found;
    }

    /** One that the repository has, or that is only here. */
    SnapshotId find(String text, Collection<SnapshotId> here) throws KssException {
        Optional<SnapshotId> tip = Optional.ofNullable(state.branches().get(text));
        if (tip.isPresent()) {
            return tip.get();
        }
        Set<SnapshotId> all = new HashSet<>(state.snapshots().keySet());
        here.stream().filter(id -> !state.merged().containsKey(id)).forEach(all::add);
        List<SnapshotId> found =
                all.stream().filter(id -> id.value().startsWith(text)).toList();
        if (found.isEmpty() && isEnded(text)) {
            throw new KssException(
                            Reason.NO_SUCH_SNAPSHOT,
                            "The snapshot " + text + " of " + vm
                                    + " was merged into a newer one and is no restore point"
                                    + " any more, even if files of it are still on this host.",
                            "kss list " + vm + " --remote tells what there is to go to")
                    .with("vm", vm);
        }
        if (found.size() != 1) {
            throw new KssException(
                            Reason.NO_SUCH_SNAPSHOT,
                            found.isEmpty()
                                    ? vm + " has neither a snapshot whose id begins with " + text
                                            + " nor a branch of that name."
                                    : found.size() + " snapshots of " + vm + " begin with " + text
                                            + "; give more of the id.",
                            "kss list " + vm,
                            "kss branch list " + vm)
                    .with("vm", vm);
        }
        return found.get(0);
    }

    private boolean isEnded(String text) {
        return state.merged().keySet().stream().anyMatch(id -> id.value().startsWith(text));
    }

    /** The tip of a branch. */
    SnapshotId branch(String name) throws KssException {
        SnapshotId tip = state.branches().get(name);
        if (tip == null) {
            throw new KssException(
                            Reason.NO_SUCH_BRANCH,
                            vm + " has no branch named " + name + "."
                                    + (state.branches().isEmpty()
                                            ? " It has none at all."
                                            : " There are: "
                                                    + String.join(
                                                            ", ",
                                                            state.branches().keySet().stream()
                                                                    .sorted()
                                                                    .toList())
                                                    + "."),
                            "kss branch list " + vm)
                    .with("vm", vm)
                    .with("branch", name);
        }
        return tip;
    }
}
