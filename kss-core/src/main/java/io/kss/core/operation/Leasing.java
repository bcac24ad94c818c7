package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.journal.Event;
import io.kss.core.journal.Lease;
import io.kss.core.journal.VmState;
import java.io.IOException;
import java.util.Optional;

/** Taking the lease, giving it back, and breaking another host's. */
final class Leasing {

    private final RemoteVm remote;

    Leasing(RemoteVm remote) {
        this.remote = remote;
    }

    /**
     * Takes the lease unless we hold it already.
     *
     * @param check is asked about the very state on which the lease is taken; may throw
     * @return the state in which we hold it
     * @throws KssException {@code LEASED_ELSEWHERE}
     */
    VmState acquire(StateCheck check) throws KssException, IOException {
        String token = remote.session().host().ids().next();
        // The token is durable before anybody can see it, so that no crash leaves a lease of ours that we don't know.
        remote.session().update(vm -> vm.withToken(token));
        VmState state = remote.journal().commit(before -> {
            requireNotElsewhere(before);
            check.requireFit(before);
            return before.lease().isPresent()
                    ? Optional.empty()
                    : Optional.of(new Event.LeaseAcquired(token, before.head()));
        });
        remote.remember(state);
        return state;
    }

    /** Gives our lease back, if we hold it and the condition holds right before. */
    VmState release(Condition condition) throws KssException, IOException {
        VmState state = remote.journal()
                .commit(before -> before.lease()
                        .filter(lease -> remote.isOurs(lease))
                        .filter(lease -> condition.holds())
                        .map(lease -> new Event.LeaseReleased(lease.token())));
        remote.remember(state);
        return state;
    }

    /** Ends the present lease, whoever has it. */
    Optional<Lease> breakLease() throws KssException, IOException {
        Optional<Lease> broken = remote.read().lease();
        if (broken.isPresent()) {
            String token = broken.get().token();
            VmState state = remote.journal()
                    .commit(before -> before.lease()
                            .filter(lease -> lease.token().equals(token))
                            .map(lease -> new Event.LeaseBroken(lease.token())));
            remote.remember(state);
        }
        return broken;
    }

    /** No other host holds the lease. */
    void requireNotElsewhere(VmState state) throws KssException {
        if (state.lease().isPresent() && !remote.isOurs(state.lease().get())) {
            throw leasedElsewhere(state.name(), state.lease().get());
        }
    }

    private static KssException leasedElsewhere(String vm, Lease lease) {
        String holder = lease.host().name();
        return new KssException(
                        Reason.LEASED_ELSEWHERE,
                        "The VM " + vm + " is leased by " + holder + " since " + lease.since() + ": it runs there, or "
                                + holder + " has work that was not sent yet.",
                        "on " + holder + ": kss stop " + vm + " (or kss push " + vm + " if it is off)",
                        "kss takeover " + vm + " moves it here while it runs",
                        "if " + holder + " is lost or you give up its unsent work for now: kss lease " + vm
                                + " --break, then start again; what it sends later is kept as a branch")
                .with("vm", vm)
                .with("holder", holder)
                .with("since", lease.since());
    }

    /** Refuses a state that does not allow what is wanted. */
    interface StateCheck {
        void requireFit(VmState state) throws KssException;
    }

    /** Something about this host, looked at when it is asked. */
    interface Condition {
        boolean holds();
    }
}
