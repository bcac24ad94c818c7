package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.Event;
import io.kss.core.journal.Takeover;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.Intent;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LiveMoves;
import io.kss.spi.hypervisor.RunState;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Brings a takeover that was cut short to an end, as far as this host can know (rule R3). The journal decides: the
 * receiving host says that the VM moved only when it has it whole, or that it did not when it has thrown away what
 * arrived; the other says that it did not only while its guest executes, for then it never stopped.
 */
public final class Settling {

    private final RemoteVm remote;
    private final VmSession session;

    Settling(RemoteVm remote) {
        this.remote = remote;
        this.session = remote.session();
    }

    /** Whether a takeover was begun on this host, by either side, and not brought to its end. */
    public static boolean isNeeded(VmSession session) {
        Optional<Intent> intent = session.local().flatMap(vm -> vm.intent());
        return intent.isPresent()
                && (intent.get() instanceof Intent.Departing || intent.get() instanceof Intent.Arriving);
    }

    /** Settles what the session remembers, if it remembers anything of that kind. */
    public static void settle(VmSession session, Store store) throws KssException, HypervisorException, IOException {
        if (isNeeded(session)) {
            new Settling(new RemoteVm(session, store)).settle();
        }
    }

    /** The takeover that brought the VM here, whole, whose last entry is not known to be in the journal. */
    private static Optional<Intent.Arriving> arrival(VmSession session) {
        return session.local()
                .flatMap(vm -> vm.intent())
                .filter(Intent.Arriving.class::isInstance)
                .map(Intent.Arriving.class::cast)
                .filter(Intent.Arriving::ran);
    }

    /** Whether a takeover brought the VM here, whole, and its last entry is not known to be in the journal. */
    static boolean arrived(VmSession session) {
        return arrival(session).isPresent();
    }

    /** Does what can be done without the store: a VM that arrived whole is at home. */
    static void settleHere(VmSession session) throws KssException, HypervisorException, IOException {
        Optional<Intent.Arriving> arrival = arrival(session);
        if (arrival.isPresent()) {
            new Arrival(session).atHome(arrival.get());
        }
    }

    /** The memory of a VM that came by post-copy may still be on its way. */
    public static void requireWhole(VmSession session) throws KssException, HypervisorException {
        Optional<LiveMoves> moves = session.host().hypervisor().liveMoves();
        if (moves.isPresent() && moves.get().isSplit(session.name())) {
            throw new KssException(
                            Reason.PEER_UNREACHABLE,
                            "The VM " + session.name()
                                    + " runs here, but part of its memory is still on the host that it"
                                    + " came from, and what needs it waits.",
                            "kss takeover " + session.name() + " --from HOST fetches the rest, and mends the link",
                            "if that host is lost: virsh destroy " + session.name() + ", then kss start "
                                    + session.name() + ". It boots anew, from disks that are all here; what was only"
                                    + " in its memory is lost")
                    .with("vm", session.name());
        }
    }

    void settle() throws KssException, HypervisorException, IOException {
        Optional<Intent> intent = session.managed().intent();
        if (intent.isEmpty()) {
            return;
        }
        VmState state = remote.read();
        if (intent.get() instanceof Intent.Departing departing) {
            departing(departing, state);
        } else if (intent.get() instanceof Intent.Arriving arriving) {
            arriving(arriving, state);
        }
    }

    private void departing(Intent.Departing departing, VmState found)
            throws KssException, HypervisorException, IOException {
        VmState state = found;
        if (isOpen(state, departing.newToken())) {
            RunState run = session.host().hypervisor().state(session.name());
            if (run == RunState.RUNNING && moves().isLeaving(session.name())) {
                throw new KssException(
                                Reason.BUSY,
                                "The VM " + session.name() + " is being moved to " + departing.to() + ".",
                                "wait for its end: kss status " + session.name())
                        .with("vm", session.name());
            }
            if (run != RunState.RUNNING) {
                throw undecided(departing);
            }
            state = end(departing.newToken());
        }
        if (moved(state, departing.newToken())) {
            new Departure(session).gone();
        } else {
            new Departure(session).stayed();
        }
    }

    private void arriving(Intent.Arriving arriving, VmState found)
            throws KssException, HypervisorException, IOException {
        VmState state = found;
        Arrival arrival = new Arrival(session);
        if (isOpen(state, arriving.newToken())) {
            RunState run = arrivedState(arriving);
            if (arriving.ran() || run == RunState.RUNNING) {
                state = moveLease(arriving);
            } else if (run == RunState.HELD) {
                throw halfway(arriving);
            } else {
                arrival.throwAway(arriving);
                state = end(arriving.newToken());
            }
        }
        if (moved(state, arriving.newToken())) {
            arrival.atHome(arriving);
        } else if (arriving.ran()) {
            arrivedInVain(arriving, state);
        } else {
            arrival.throwAway(arriving);
        }
        arrival.settled();
    }

    /**
     * It executed here, but the lease was broken meanwhile: what it did is work like any other, under an identity that
     * the other side does not use. Where the other side said that it goes on there, it does not go on here as well.
     */
    private void arrivedInVain(Intent.Arriving arriving, VmState state)
            throws KssException, HypervisorException, IOException {
        if (wrote(event ->
                event instanceof Event.TakeoverEnded ended && ended.newToken().equals(arriving.newToken()))) {
            session.host().hypervisor().powerOff(session.name());
        }
        new Arrival(session).atHome(arriving.as(SnapshotId.next(session.host().ids())));
        remote.remember(state);
    }

    /** What the process does that runs on the arriving files; {@code OFF} if there is none. */
    RunState arrivedState(Intent.Arriving arriving) throws HypervisorException {
        Optional<Domain> domain = session.domain();
        if (domain.isEmpty()) {
            return RunState.OFF;
        }
        boolean onThem = domain.get().disks().stream()
                .map(DomainDisk::liveSource)
                .flatMap(Optional::stream)
                .anyMatch(file -> arriving.overlays().containsValue(file));
        return onThem ? domain.get().state() : RunState.OFF;
    }

    /** Writes that the VM is here, unless the journal knows better. */
    VmState moveLease(Intent.Arriving arriving) throws KssException, IOException {
        session.update(vm -> vm.withToken(arriving.newToken()));
        VmState state = remote.journal()
                .commit(before -> isOpen(before, arriving.newToken())
                        ? Optional.of(new Event.LeaseMoved(arriving.newToken(), arriving.next()))
                        : Optional.empty());
        remote.remember(state);
        return state;
    }

    /** Writes that the move did not happen, unless the journal knows better. */
    VmState end(String newToken) throws KssException, IOException {
        VmState state = remote.journal()
                .commit(before ->
                        isOpen(before, newToken) ? Optional.of(new Event.TakeoverEnded(newToken)) : Optional.empty());
        remote.remember(state);
        return state;
    }

    static boolean isOpen(VmState state, String newToken) {
        return state.takeover().map(Takeover::token).filter(newToken::equals).isPresent();
    }

    /** The present lease may be a later one: then the entries tell. */
    boolean moved(VmState state, String newToken) throws KssException, IOException {
        if (state.lease().filter(lease -> lease.token().equals(newToken)).isPresent()) {
            return true;
        }
        if (remote.holdsLease(state)) {
            return false;
        }
        return wrote(event ->
                event instanceof Event.LeaseMoved moved && moved.newToken().equals(newToken));
    }

    private boolean wrote(Predicate<Event> wanted) throws KssException, IOException {
        AtomicBoolean found = new AtomicBoolean();
        VmState unused = remote.journal().replay(entry -> {
            if (wanted.test(entry.event())) {
                found.set(true);
            }
        });
        return found.get();
    }

    private LiveMoves moves() throws KssException {
        return TakingOver.moves(session);
    }

    private KssException undecided(Intent.Departing departing) {
        return new KssException(
                        Reason.LEASED_ELSEWHERE,
                        "The VM " + session.name() + " was on its way to " + departing.to()
                                + " when that was cut short,"
                                + " and only " + departing.to() + " knows whether it arrived. It is not started here"
                                + " before that is known.",
                        "on " + departing.to() + ": kss takeover " + session.name()
                                + " (goes on, or tells that it did not arrive), then kss status " + session.name()
                                + " here",
                        "if " + departing.to() + " is lost: kss lease " + session.name()
                                + " --break, then start here; what it may have done since becomes a branch")
                .with("vm", session.name())
                .with("to", departing.to());
    }

    private KssException halfway(Intent.Arriving arriving) {
        return new KssException(
                        Reason.LEASED_ELSEWHERE,
                        "The VM " + session.name() + " came from " + arriving.from()
                                + " and waits here, whole; whether it was woken up there again is not known.",
                        "kss takeover " + session.name() + " asks " + arriving.from() + " and goes on")
                .with("vm", session.name())
                .with("from", arriving.from());
    }
}
