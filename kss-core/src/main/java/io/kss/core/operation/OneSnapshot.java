package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.Lease;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Ends the one snapshot that a person names, or the parent of it, and says why where that can't be. */
public final class OneSnapshot implements Merging.Choice {

    private final String vm;
    private final String beginning;
    private final boolean parent;
    private Optional<SnapshotId> chosen = Optional.empty();

    private OneSnapshot(String vm, String beginning, boolean parent) {
        this.vm = vm;
        this.beginning = beginning;
        this.parent = parent;
    }

    /** That snapshot ends. */
    public static OneSnapshot delete(String vm, String beginning) {
        return new OneSnapshot(vm, beginning, false);
    }

    /** That snapshot stays, and its parent ends. */
    public static OneSnapshot mergeIntoParent(String vm, String beginning) {
        return new OneSnapshot(vm, beginning, true);
    }

    @Override
    public Set<SnapshotId> ending(VmState state) throws KssException {
        PublishedSnapshot named = named(state);
        SnapshotId ending = named.id();
        if (parent) {
            ending = named.parent()
                    .orElseThrow(() -> refusal(
                            "The snapshot " + brief(named.id()) + " is the oldest; there is nothing to merge it into.",
                            "kss list " + vm + " --remote"));
        }
        requireEndable(state, ending);
        chosen = Optional.of(ending);
        return Set.of(ending);
    }

    @Override
    public void requireAll(List<SnapshotId> possible) throws KssException {
        if (!possible.containsAll(chosen.stream().toList())) {
            throw refusal(
                    "The snapshot " + chosen.map(OneSnapshot::brief).orElse("") + " can't be merged into the next one"
                            + " without moving data: a disk changed its size there within 64 KiB that were never"
                            + " written since. Nothing was changed.",
                    "leave it: it does no harm");
        }
    }

    private PublishedSnapshot named(VmState state) throws KssException {
        Optional<PublishedSnapshot> tip =
                Optional.ofNullable(state.branches().get(beginning)).map(state.snapshots()::get);
        if (tip.isPresent()) {
            return tip.get();
        }
        List<PublishedSnapshot> found = state.snapshots().values().stream()
                .filter(snapshot -> snapshot.id().value().startsWith(beginning))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        boolean ended =
                state.merged().keySet().stream().anyMatch(id -> id.value().startsWith(beginning));
        throw new KssException(
                        Reason.NO_SUCH_SNAPSHOT,
                        found.size() > 1
                                ? found.size() + " snapshots of " + vm + " begin with " + beginning + "."
                                : ended
                                        ? "The snapshot " + beginning + " of " + vm
                                                + " was merged into a newer one already."
                                        : "The repository has neither a snapshot of " + vm + " whose id begins with "
                                                + beginning + " nor a branch of that name.",
                        "kss list " + vm + " --remote")
                .with("vm", vm);
    }

    private void requireEndable(VmState state, SnapshotId ending) throws KssException {
        if (state.head().equals(Optional.of(ending))) {
            throw refusal(
                    "The snapshot " + brief(ending) + " is the newest of " + vm + ": what every host goes on from.",
                    "kss snapshot revert " + vm + " SNAPSHOT makes an older one the newest first");
        }
        Stream<String> branches = state.branches().entrySet().stream()
                .filter(branch -> branch.getValue().equals(ending))
                .map(branch -> branch.getKey())
                .sorted();
        Optional<String> branch = branches.findFirst();
        if (branch.isPresent()) {
            throw refusal(
                    "The snapshot " + brief(ending) + " is the tip of the branch " + branch.get() + " of " + vm
                            + "; nothing newer holds its changes.",
                    "kss branch delete " + vm + " " + branch.get() + " gives up the branch and what only it has");
        }
        Optional<Lease> lease = state.lease().filter(held -> held.base().equals(Optional.of(ending)));
        if (lease.isPresent()) {
            throw refusal(
                    "The snapshot " + brief(ending) + " of " + vm + " is what "
                            + lease.get().host().name()
                            + " works on, which holds the lease; its next snapshot will stand on it.",
                    "on " + lease.get().host().name() + ": kss stop " + vm + ", then the same command again");
        }
    }

    private KssException refusal(String message, String... waysOut) {
        return new KssException(Reason.WRONG_VM_STATE, message, waysOut).with("vm", vm);
    }

    private static String brief(SnapshotId id) {
        return id.value().substring(0, 8);
    }
}
