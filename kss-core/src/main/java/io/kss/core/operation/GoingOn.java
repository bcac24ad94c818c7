package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import java.time.Duration;
import java.util.Optional;

/**
 * Has a guest go on that the hypervisor stopped because a write to one of its disks found no room. Nothing is lost by such a
 * stop, but nothing except a command ends it. One that somebody paused on purpose stays paused.
 */
public final class GoingOn {

    /** A write that fails once more does so at once; the guest's next one may need a moment to come. */
    private static final Duration SEEN_TO_RUN = Duration.ofSeconds(1);

    private static final Duration LOOK = Duration.ofMillis(100);

    private final VmSession session;

    public GoingOn(VmSession session) {
        this.session = session;
    }

    /**
     * Resumes it if it waits for room.
     *
     * @return whether it did
     * @throws KssException {@code NO_ROOM_LOCALLY} if there still is none; {@code WRONG_VM_STATE} if it is off or was paused
     */
    public boolean resume() throws KssException, HypervisorException, InterruptedException {
        Hypervisor hypervisor = session.host().hypervisor();
        RunState state = hypervisor.state(session.name());
        if (state == RunState.RUNNING) {
            return false;
        }
        if (state == RunState.OFF) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The VM " + session.name() + " belongs here, but it does not run.",
                            "kss start " + session.name())
                    .with("vm", session.name());
        }
        if (!hypervisor.waitsForDisk(session.name())) {
            throw paused();
        }
        TakingOver.moves(session).resume(session.name());
        for (long waited = 0; waited < SEEN_TO_RUN.toMillis(); waited += LOOK.toMillis()) {
            requireNotStopped();
            Thread.sleep(LOOK.toMillis());
        }
        return true;
    }

    /** Why the guest does not execute, if that is for lack of room, and the way out. */
    public Optional<KssException> whyStopped() throws HypervisorException {
        return session.host().hypervisor().waitsForDisk(session.name()) ? Optional.of(stopped()) : Optional.empty();
    }

    /** Refused while the guest stands still for lack of room. */
    void requireNotStopped() throws KssException, HypervisorException {
        Optional<KssException> why = whyStopped();
        if (why.isPresent()) {
            throw why.get();
        }
    }

    /** Why a VM that is not off can't be started. */
    KssException notOff() throws HypervisorException {
        return whyStopped().orElseGet(this::paused);
    }

    private KssException paused() {
        return new KssException(
                        Reason.WRONG_VM_STATE,
                        "The VM " + session.name() + " is paused, not off.",
                        "virsh resume " + session.name() + ": it goes on",
                        "kss stop " + session.name())
                .with("vm", session.name());
    }

    private KssException stopped() {
        return new KssException(
                        Reason.NO_ROOM_LOCALLY,
                        "The VM " + session.name()
                                + " is here, but it stands still: a write to one of its disks failed, mostly because"
                                + " there is no room where they lie. Nothing is lost.",
                        "make room there, then virsh resume " + session.name() + ", or kss takeover " + session.name()
                                + ": it goes on")
                .with("vm", session.name());
    }
}
