package io.kss.core.operation;

import io.kss.core.conflict.Comparison;
import io.kss.core.conflict.Relation;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.journal.VmState;
import java.io.IOException;
import java.util.Optional;

/** What is asked of the journal right before a VM starts (rule J5). */
final class LastChecks {

    private final VmSession session;

    LastChecks(VmSession session) {
        this.session = session;
    }

    /** Asked on the very state on which the lease is taken: the head is still what our active layers stand on. */
    void requireCurrent(VmState state) throws KssException {
        if (state.head().isPresent() && !state.head().equals(session.chain().base())) {
            Comparison comparison = Comparison.of(session.local(), false, Optional.of(state));
            if (comparison.relation() == Relation.AHEAD) {
                return;
            }
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The repository got a newer state of " + session.name() + " while it was being started.",
                            "kss start " + session.name())
                    .with("vm", session.name());
        }
    }

    /** The lease is still ours. */
    VmState requireHeld(RemoteVm remote) throws KssException, IOException {
        VmState state = remote.read();
        if (!remote.holdsLease(state)) {
            throw new KssException(
                            Reason.LEASED_ELSEWHERE,
                            "The lease of " + session.name() + " was broken by another host just now.",
                            "kss status " + session.name())
                    .with("vm", session.name());
        }
        return state;
    }
}
