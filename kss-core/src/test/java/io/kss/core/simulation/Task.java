package io.kss.core.simulation;

import io.kss.core.Kss;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.tck.storage.SimulatedCrash;
import java.util.Optional;
import java.util.Set;

/** A command under way on a host: a process that goes on only when it is told to. */
final class Task {

    /** Refusals that no failure of store, hypervisor or person explains. */
    private static final Set<Reason> NEVER = Set.of(
            Reason.UNEXPECTED,
            Reason.DAMAGED,
            Reason.HISTORY_REWRITTEN,
            Reason.SEALED_LAYER_CHANGED,
            Reason.UNSUPPORTED_VM,
            Reason.INTERRUPTED,
            Reason.NEWER_FORMAT,
            Reason.UNRELATED_VM);

    final SimulatedHost host;
    final Command command;
    final KssRun run;
    private final Coroutine coroutine;
    private boolean heldOnce;
    private volatile Optional<KssException> refusal = Optional.empty();

    Task(SimulatedHost host, Command command, Trouble trouble, long seed) {
        this(host, command, host.begin(trouble, seed));
    }

    /** @param run the process, which has begun already */
    Task(SimulatedHost host, Command command, KssRun run) {
        this.host = host;
        this.command = command;
        this.run = run;
        this.coroutine = new Coroutine(host + " " + command, this::work);
    }

    /** Lets it go on until it is held, ends or dies. */
    void proceed() throws InterruptedException {
        goOn();
        if (refusal.isPresent() && NEVER.contains(refusal.get().reason()) && !mayBeOutrun() && !mayBeHidden()) {
            throw new Violation(
                    command + " on " + host + " ended with " + refusal.get().reason() + ": "
                            + refusal.get().message(),
                    refusal.get());
        }
    }

    /** As {@link #proceed}, but a refusal of any kind is what the caller may expect. */
    void goOn() throws InterruptedException {
        coroutine.run();
        if (!coroutine.ended()) {
            heldOnce = true;
            return;
        }
        host.ended(run);
        Optional<Throwable> failure = coroutine.failure();
        if (failure.isPresent() && !(failure.get() instanceof SimulatedCrash)) {
            throw new Violation(command + " on " + host + " failed: " + failure.get(), failure.get());
        }
    }

    boolean ended() {
        return coroutine.ended();
    }

    boolean crashed() {
        return coroutine.failure().isPresent();
    }

    boolean succeeded() {
        return ended() && !crashed() && refusal.isEmpty();
    }

    Optional<Reason> refused() {
        return refusal.map(KssException::reason);
    }

    /** What was refused, and why. */
    String explanation() {
        return refusal.map(it -> it.reason().code() + ": " + it.message()).orElseGet(this::outcome);
    }

    /** A listing that lags hides packs and index objects that another host stored a moment ago. */
    private boolean mayBeHidden() {
        return host.listingsLag()
                && refusal.map(it ->
                                it.reason() == Reason.DAMAGED && it.message().contains("is in no pack"))
                        .orElse(false);
    }

    /** Whoever looks without the VM's lock may find files gone that another kss replaced meanwhile. */
    private boolean mayBeOutrun() {
        return heldOnce
                && command.vm().isEmpty()
                && refusal.map(it -> it.reason() == Reason.UNSUPPORTED_VM).orElse(false);
    }

    /** Whether a process of it works on a host. */
    boolean isOn(SimulatedHost where) {
        return host == where || peer().filter(link -> link.there() == where).isPresent();
    }

    /** The other host's side, if it has one. */
    Optional<PeerLink> peer() {
        return command instanceof Command.TakeOver takeOver ? Optional.of(takeOver.link()) : Optional.empty();
    }

    /** How it stands, for people. */
    String outcome() {
        if (!ended()) {
            return "held";
        }
        return crashed() ? "died" : refusal.map(it -> it.reason().code()).orElse("done");
    }

    private void work() {
        run.begin(coroutine);
        try (Kss kss = host.open(run)) {
            command.run(kss);
        } catch (KssException e) {
            refusal = Optional.of(e);
        }
    }
}
