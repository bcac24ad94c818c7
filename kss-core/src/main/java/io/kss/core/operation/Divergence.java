package io.kss.core.operation;

import io.kss.core.conflict.Comparison;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.LocalSnapshot;
import java.util.List;
import java.util.Optional;

/** Tells a person what the two sides of a conflict are, and the three ways out. */
final class Divergence {

    private Divergence() {}

    static KssException refusal(VmSession session, Comparison comparison, VmState state, boolean unsealed) {
        String vm = session.name();
        String here = session.host().identity().name();
        Optional<PublishedSnapshot> head = state.head().map(state.snapshots()::get);
        String theirs = head.map(snapshot ->
                        "the repository has " + snapshot.id().value().substring(0, 8) + " from "
                                + snapshot.host().name() + ", " + snapshot.time())
                .orElse("the repository has another history");
        KssException refusal = new KssException(
                        Reason.DIVERGED,
                        "Both sides of the VM " + vm + " changed since they last agreed ("
                                + comparison
                                        .anchor()
                                        .map(id -> id.value().substring(0, 8))
                                        .orElse("never")
                                + "): " + theirs + "; " + here + " has " + ours(session, comparison, unsealed)
                                + ". kss never mixes or drops either; a person decides which goes on.",
                        "kss resolve " + vm + " --keep local   (go on with what is on " + here
                                + "; the repository's side stays as a branch)",
                        "kss resolve " + vm + " --keep remote  (go on with the repository's; what is here stays as a"
                                + " branch)",
                        "kss resolve " + vm + " --keep both    (as remote, and what is here also becomes a second VM)")
                .with("vm", vm)
                .with("local-host", here)
                .with("local-base", session.chain().base().map(Object::toString).orElse(""));
        for (PublishedSnapshot snapshot : head.stream().toList()) {
            refusal = refusal.with("remote-head", snapshot.id())
                    .with("remote-host", snapshot.host().name())
                    .with("remote-time", snapshot.time());
        }
        for (String branch : session.managed().conflict().stream().toList()) {
            refusal = refusal.with("local-branch", branch);
        }
        return refusal;
    }

    private static String ours(VmSession session, Comparison comparison, boolean unsealed) {
        List<LocalSnapshot> unsent = comparison.unsent();
        Optional<String> branch = session.managed().conflict();
        String sealed = unsent.isEmpty()
                ? branch.map(name -> "work that is safe in the branch " + name).orElse("")
                : unsent.size() + " unsent snapshot" + (unsent.size() == 1 ? "" : "s") + ", the last from "
                        + unsent.get(unsent.size() - 1).time();
        if (!unsealed) {
            return sealed.isEmpty() ? "work of its own" : sealed;
        }
        return sealed.isEmpty()
                ? "changes that no snapshot holds yet"
                : sealed + ", and changes that no snapshot holds yet";
    }
}
