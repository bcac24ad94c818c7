package io.kss.core.operation;

import io.kss.core.failure.KssException;
import io.kss.core.workspace.RunMarks;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.Optional;

/** What is left to do when a run ended without kss: decided from the marks and from the VM as it is now. */
public final class AfterStop {

    private final VmSession session;
    private final RunMarks marks;

    public AfterStop(VmSession session) {
        this.session = session;
        this.marks = session.workspace().marks();
    }

    /** What a run's end asks for. */
    public enum Duty {
        /** Somebody else saw to it, or the VM runs (again). */
        NOTHING,
        /** The VM was moved elsewhere while it ran: what lies here is older than what that run writes. */
        MOVED,
        /** The run never came about: give the lease back that was taken for it. */
        GIVE_BACK,
        /** Seal and send. */
        SEND
    }

    /** After a hook saw the end of a run. */
    public Duty afterRun() throws KssException, HypervisorException, IOException {
        Optional<RunMarks.Run> run = marks.run();
        Optional<Domain> domain = session.domain();
        if (run.isEmpty() || domain.isEmpty() || session.local().isEmpty()) {
            return domain.isPresent() && domain.get().state().active() ? Duty.NOTHING : over();
        }
        if (domain.get().state().active()) {
            return Duty.NOTHING;
        }
        if (session.host().hypervisor().movedAway(session.name())) {
            return Duty.MOVED;
        }
        if (!marks.started() && !Settling.arrived(session)) {
            return run.get().leaseTaken() ? Duty.GIVE_BACK : over();
        }
        return Duty.SEND;
    }

    /** After the host came up, or before it goes down: what a run or a push left that did not get to its end. */
    public Duty unfinished() throws KssException, HypervisorException, IOException {
        boolean push = marks.pushUnfinished();
        boolean run = marks.run().isPresent();
        Optional<Domain> domain = session.domain();
        if ((!push && !run) || domain.isEmpty() || session.local().isEmpty()) {
            return Duty.NOTHING;
        }
        if (domain.get().state().active()) {
            return push ? Duty.SEND : Duty.NOTHING;
        }
        return !push && session.host().hypervisor().movedAway(session.name()) ? Duty.MOVED : Duty.SEND;
    }

    /** Gives back the lease that a start took which did not come about. */
    public void giveBack(Store store) throws KssException, HypervisorException, IOException {
        Optional<RemoteVm> remote = new Binding(session, store).find();
        if (remote.isPresent() && !Changes.inActiveLayers(session)) {
            new Leasing(remote.get()).release(() -> true);
        }
        marks.ended();
    }

    private Duty over() throws IOException {
        marks.ended();
        return Duty.NOTHING;
    }
}
