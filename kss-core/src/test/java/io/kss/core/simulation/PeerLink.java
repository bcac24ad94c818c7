package io.kss.core.simulation;

import io.kss.core.Kss;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.HostIdentity;
import io.kss.core.takeover.Giving;
import io.kss.core.takeover.Load;
import io.kss.core.takeover.Offer;
import io.kss.core.takeover.OtherHost;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.tck.storage.SimulatedCrash;
import java.time.Duration;
import java.util.Optional;

/**
 * What a kss that takes a VM over has of the process on the other host. Either side may die, and the link be cut; then the
 * other host's process goes on alone, as soon as somebody lets it.
 */
final class PeerLink implements Giving {

    private final String vm;
    private final SimulatedHost there;
    private final KssRun peer;
    private final Cut cut;
    private final Model model;
    private Optional<KssRun> here = Optional.empty();
    private Optional<Kss> kss = Optional.empty();
    private Optional<Giving> giving = Optional.empty();
    private int questions;
    private boolean lost;
    private boolean closed;

    PeerLink(String vm, SimulatedHost there, KssRun peer, Cut cut, Model model) {
        this.vm = vm;
        this.there = there;
        this.peer = peer;
        this.cut = cut;
        this.model = model;
    }

    /**
     * When the link is cut.
     *
     * @param question at which question, from 1; 0 for never
     * @param when what of that question still comes through
     * @param moves whether the hypervisors can't reach each other either from then on
     */
    record Cut(int question, When when, boolean moves) {
        static final Cut NEVER = new Cut(0, When.AFTER, false);

        /** What comes through. */
        enum When {
            BEFORE,
            WITHOUT_ANSWER,
            AFTER
        }
    }

    String vm() {
        return vm;
    }

    SimulatedHost there() {
        return there;
    }

    KssRun peer() {
        return peer;
    }

    OtherHost otherHost() {
        return new OtherHost(there.name, there.name, Optional.empty());
    }

    /** The other host's process begins. */
    void open() throws KssException {
        KssRun own = KssRun.current().orElseThrow();
        here = Optional.of(own);
        own.onStep(what -> stepped(what, own.host()));
        peer.onStep(what -> stepped(what, there));
        own.host().machine.reaches(there.machine, true);
        try {
            Object unused = ask(() -> {
                kss = Optional.of(there.open(peer));
                // Also if the answer gets lost: then it has the VM's lock until it sees that it is alone.
                giving = Optional.of(kss.get().virtualMachine(vm).giveAway());
                return there;
            });
        } finally {
            if (giving.isEmpty()) {
                closed = true;
                there.ended(peer);
            }
        }
    }

    private void stepped(String what, SimulatedHost where) {
        if (what.startsWith("after move:copy")) {
            model.moved(there, where, vm);
        } else if (what.contains("resume")) {
            model.checkRuns(vm);
        }
    }

    @Override
    public Optional<RunState> state() throws KssException {
        return ask(() -> giving.orElseThrow().state());
    }

    @Override
    public Load load() throws KssException {
        return ask(() -> giving.orElseThrow().load());
    }

    @Override
    public void sendTo(String address, int port, String key, long maxBytes, Duration maxTime) {
        throw new UnsupportedOperationException("hosts in memory have no network");
    }

    @Override
    public Offer offer() throws KssException {
        return ask(() -> giving.orElseThrow().offer());
    }

    @Override
    public void begin(HostIdentity to, String newToken) throws KssException {
        Object unused = ask(() -> {
            giving.orElseThrow().begin(to, newToken);
            return to;
        });
    }

    @Override
    public void confirm(Duration patience) throws KssException {
        Object unused = ask(() -> there);
    }

    @Override
    public void settle() throws KssException {
        Object unused = ask(() -> {
            giving.orElseThrow().settle();
            return there;
        });
    }

    @Override
    public void close() {
        KssRun asking = KssRun.current().orElseThrow();
        if (lost || closed || !asking.alive() || !peer.alive()) {
            return;
        }
        try {
            Object unused = peer.answer(this::end);
        } catch (KssException e) {
            throw new IllegalStateException(e);
        } catch (SimulatedCrash crash) {
            asking.requireAlive();
        }
    }

    /** Whether the other host's process is still there and nobody speaks with it any more. */
    boolean isAlone() {
        return peer.alive() && !closed && giving.isPresent();
    }

    /** Whether the other host's process has ended, in whatever way. */
    boolean isOver() {
        return closed || !peer.alive();
    }

    /** Hears nothing from now on. */
    void lose() {
        lost = true;
        if (cut.moves()) {
            here.ifPresent(run -> run.host().machine.reaches(there.machine, false));
        }
    }

    /** Ends what it does, called by the other host's process itself. */
    void endAlone() throws KssException {
        lost = true;
        Object unused = end();
    }

    private PeerLink end() throws KssException {
        closed = true;
        try {
            giving.orElseThrow().close();
        } finally {
            kss.orElseThrow().close();
            there.ended(peer);
        }
        return this;
    }

    private <T> T ask(KssRun.Answer<T> question) throws KssException {
        questions++;
        KssRun asking = here.orElseThrow();
        boolean now = questions == cut.question();
        if (now && cut.when() == Cut.When.BEFORE) {
            lose();
        }
        if (lost || !peer.alive()) {
            throw gone();
        }
        try {
            T answer = peer.answer(question);
            asking.requireAlive();
            if (now) {
                lose();
            }
            if (lost && (cut.when() != Cut.When.AFTER || !now)) {
                throw gone();
            }
            return answer;
        } catch (SimulatedCrash crash) {
            asking.requireAlive();
            if (peer.alive()) {
                throw crash;
            }
            throw gone();
        }
    }

    private KssException gone() {
        return new KssException(
                Reason.PEER_UNREACHABLE, "simulated: kss on " + there + " can't be reached", "kss takeover again");
    }

    @Override
    public String toString() {
        return there + peer.trouble().toString() + (cut.question() > 0 ? " " + cut : "");
    }
}
