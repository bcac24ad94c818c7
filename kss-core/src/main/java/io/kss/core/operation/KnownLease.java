package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.workspace.LocalVm;
import io.kss.core.workspace.SeenLease;
import java.io.IOException;
import java.util.Optional;

/** The lease as far as this host knows without asking the store. */
final class KnownLease {

    private final VmSession session;
    private final Optional<SeenLease> seen;

    KnownLease(VmSession session) {
        this.session = session;
        this.seen = session.local().flatMap(LocalVm::seenLease);
    }

    /**
     * Whether this host holds it, and has sent nothing since that could have given it back. A VM that arrived by a takeover
     * brought it along: only this host can write that, or that it did not.
     */
    boolean isOurs() throws KssException, IOException {
        return Settling.arrived(session) || (seen.map(SeenLease::ours).orElse(false) && !mayBeGone());
    }

    private boolean mayBeGone() throws KssException, IOException {
        return session.workspace().journal().pending().isPresent();
    }

    void requireNotElsewhere() throws KssException, IOException {
        if (mayBeGone()) {
            throw new KssException(
                            Reason.LEASED_ELSEWHERE,
                            "It is not known whether this host still holds the lease of " + session.name()
                                    + ": its last message to the store was never confirmed.",
                            "reach the store, then kss start " + session.name(),
                            "kss start " + session.name()
                                    + " --offline --break starts anyway; if another host works on the VM too, one side"
                                    + " becomes a branch")
                    .with("vm", session.name());
        }
        if (seen.isPresent() && !seen.get().ours()) {
            throw new KssException(
                            Reason.LEASED_ELSEWHERE,
                            "When the store was last reached, " + session.name() + " was leased by "
                                    + seen.get().hostName() + " since "
                                    + seen.get().since() + ".",
                            "reach the store, then kss start " + session.name(),
                            "kss start " + session.name()
                                    + " --offline --break starts anyway; the two sides will be a conflict later")
                    .with("vm", session.name())
                    .with("holder", seen.get().hostName())
                    .with("since", seen.get().since());
        }
    }
}
