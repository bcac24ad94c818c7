package io.kss.core.operation;

import io.kss.core.failure.Failures;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.takeover.Giving;
import io.kss.core.takeover.Offer;
import io.kss.core.takeover.OtherHost;
import io.kss.core.workspace.Intent;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LiveMoves;
import io.kss.spi.hypervisor.Moved;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a VM that runs on another host to this one without stopping it: the sealed chain by the store, while the guest goes
 * on, then memory and newest layer from host to host.
 */
public final class TakingOver {

    private static final Logger LOG = LoggerFactory.getLogger(TakingOver.class);

    private final VmSession session;
    private final Store store;
    private final OtherHost other;
    private final Giving giving;

    public TakingOver(VmSession session, Store store, OtherHost other, Giving giving) {
        this.session = session;
        this.store = store;
        this.other = other;
        this.giving = giving;
    }

    /** What moves domains here. */
    public static LiveMoves moves(VmSession session) throws KssException {
        return session.host()
                .hypervisor()
                .liveMoves()
                .orElseThrow(() -> new KssException(
                        Reason.UNSUPPORTED_VM,
                        "This host's hypervisor can't move running VMs.",
                        "kss stop " + session.name() + " there, then kss start " + session.name() + " here"));
    }

    /**
     * Takes over.
     *
     * @param bandwidth bytes per second that may cross from host to host
     * @param postCopy whether it may go on here before all of its memory is
     */
    public TakeoverOutcome run(OptionalLong bandwidth, boolean postCopy)
            throws KssException, HypervisorException, IOException, InterruptedException {
        if (settledAsArrived() || moves(session).isSplit(session.name())) {
            new Crossing(session, store, other, giving).rest(bandwidth);
            farewell();
            boolean unused = new GoingOn(session).resume();
            return new TakeoverOutcome(Optional.empty(), Optional.empty());
        }
        Recovery.run(session);
        requireOffHere();
        Offer offer = giving.offer();
        Optional<FetchOutcome> fetched = new Pulling(session, store).pull(Optional.empty());
        requireReady(offer);
        Intent.Arriving arriving = new Arrival(session).prepare(other.name(), offer.next());
        Moved moved;
        try {
            giving.begin(session.host().identity(), arriving.newToken());
            moved = new Crossing(session, store, other, giving).move(arriving, bandwidth, postCopy);
        } catch (HypervisorException e) {
            boolean goesOn = backOut(e);
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            throw notTaken(Failures.of(e), goesOn);
        } catch (KssException | IOException e) {
            boolean unused = backOut(e);
            throw e;
        }
        // From here on the guest executes here; whatever fails is caught up with later.
        Settling settling = new Settling(new RemoteVm(session, store));
        new Arrival(session).atHome(arriving);
        try {
            settling.settle();
        } catch (StorageException e) {
            throw hereButNotWritten(e);
        }
        if (!moved.whole()) {
            Settling.requireWhole(session);
        }
        farewell();
        new GoingOn(session).requireNotStopped();
        return new TakeoverOutcome(fetched, Optional.of(moved));
    }

    /**
     * What the hypervisor says of a failed move does not tell where the VM is now. A process or a disk that dies on the way is
     * nothing that kss would not expect.
     */
    private KssException notTaken(KssException failure, boolean goesOn) {
        return new KssException(
                        failure.reason() == Reason.UNEXPECTED ? Reason.HYPERVISOR_UNAVAILABLE : failure.reason(),
                        "The VM " + session.name() + " was not taken over"
                                + (goesOn
                                        ? " and goes on on " + other.name()
                                        : ", and " + other.name() + " does not say that it goes on there")
                                + ": " + failure.message(),
                        failure,
                        goesOn
                                ? "kss takeover " + session.name() + " tries it again"
                                : "on " + other.name() + ": kss status " + session.name() + " tells; kss takeover "
                                        + session.name() + " here tries it again")
                .with("vm", session.name());
    }

    private KssException hereButNotWritten(StorageException why) {
        return new KssException(
                        Reason.STORE_UNAVAILABLE,
                        "The VM " + session.name() + " runs here now, but the lease is still with " + other.name()
                                + ": the store could not be told (" + why.getMessage() + "). It can be used meanwhile.",
                        why,
                        "kss takeover " + session.name() + " once more, as soon as the store can be reached")
                .with("vm", session.name());
    }

    /**
     * The guest goes on where it was; both sides say so, as far as each can be reached.
     *
     * @return whether it is known to execute there
     */
    private boolean backOut(Exception cause) {
        boolean interrupted = Thread.interrupted();
        boolean goesOn = false;
        try {
            new Settling(new RemoteVm(session, store)).settle();
        } catch (KssException | HypervisorException | IOException e) {
            cause.addSuppressed(e);
        }
        try {
            giving.settle();
            goesOn = giving.state().equals(Optional.of(RunState.RUNNING));
        } catch (KssException e) {
            cause.addSuppressed(e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return goesOn;
    }

    /** It is here, whatever becomes of the other side's bookkeeping: that side reads in the journal what happened. */
    private void farewell() {
        try {
            giving.settle();
        } catch (KssException e) {
            LOG.info("{} has not put its side of {} in order yet: {}", other.name(), session.name(), e.getMessage());
        }
    }

    /** Whether an earlier takeover had brought the VM here, whole. */
    private boolean settledAsArrived() throws KssException, HypervisorException, IOException {
        if (!Settling.isNeeded(session)) {
            return false;
        }
        Settling settling = new Settling(new RemoteVm(session, store));
        Optional<Intent> intent = session.managed().intent();
        if (intent.isPresent()
                && intent.get() instanceof Intent.Arriving arriving
                && !arriving.ran()
                && settling.arrivedState(arriving) == RunState.HELD) {
            decideHeld(arriving);
        }
        settling.settle();
        return session.host().hypervisor().state(session.name()).active();
    }

    /** It waits here, whole: it may go on here exactly if it does not execute there, which only a look there tells. */
    private void decideHeld(Intent.Arriving arriving) throws KssException, HypervisorException, IOException {
        if (giving.state().equals(Optional.of(RunState.RUNNING))) {
            new Arrival(session).throwAway(arriving);
        } else {
            new Arrival(session).whole(arriving);
        }
    }

    private void requireOffHere() throws KssException, HypervisorException {
        Optional<Domain> domain = session.domain();
        if (domain.isPresent() && domain.get().state().active()) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The VM " + session.name() + " is running here already.",
                            "kss status " + session.name())
                    .with("vm", session.name());
        }
    }

    /** What was offered is what we have, with nothing of our own on top. */
    private void requireReady(Offer offer) throws KssException, HypervisorException, IOException {
        if (!session.managed().vm().equals(offer.vm())
                || !session.chain().base().equals(Optional.of(offer.base()))) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The newest snapshot of " + session.name() + " here is not the one that it runs on there.",
                            "kss status " + session.name())
                    .with("vm", session.name());
        }
        if (Changes.beyondDefinition(session, session.requireDomain())) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The VM " + session.name() + " was changed here since its newest snapshot: a disk or its"
                                    + " size, or the firmware's variables. What comes would replace that.",
                            "kss push " + session.name() + ", then kss resolve " + session.name()
                                    + " --keep remote: it is kept as a branch; then kss takeover " + session.name())
                    .with("vm", session.name());
        }
    }
}
