package io.kss.core.operation;

import io.kss.core.conflict.Comparison;
import io.kss.core.conflict.Relation;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import io.kss.core.workspace.LocalVm;
import io.kss.core.workspace.RunMarks;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.Optional;

/**
 * Decides whether a VM may start that another tool than kss starts, while the hypervisor waits for the answer: it can't be asked
 * anything, nothing can be fetched, sealed or put in place. What may go on as it is gets the lease and goes on in its
 * active layers; everything else is refused with the command that does it.
 */
public final class Admission {

    private final VmSession session;

    public Admission(VmSession session) {
        this.session = session;
    }

    /** Whether kss has a say in it at all. */
    public boolean isManaged() {
        return session.local().isPresent();
    }

    /** What this host alone can tell: nothing is half done, and the disks are those that kss left. */
    public void requireInOrder() throws KssException, HypervisorException {
        LocalVm vm = session.managed();
        if (vm.intent().isPresent()) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "An earlier kss was cut short in the midst of changing the layers of " + session.name()
                                    + ", which must be finished before it starts.",
                            start())
                    .with("vm", session.name());
        }
        if (vm.chain().disks().isEmpty()) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "kss knows a VM named " + session.name() + " from the repository, but did not find out yet"
                                    + " whether the one on this host is the same.",
                            start())
                    .with("vm", session.name());
        }
        Domain domain = session.requireDomain();
        Readiness.requireSynchronisable(domain);
        Readiness.requireOurChain(session, domain);
    }

    /** Decides with the store, and takes the lease. */
    public void online(Store store) throws KssException, HypervisorException, IOException {
        RemoteVm remote = new Binding(session, store).findOrCreate();
        Leasing leasing = new Leasing(remote);
        VmState state = remote.read();
        leasing.requireNotElsewhere(state);
        requireNotSuspended();
        requireNotOutdated(state);
        boolean held = remote.holdsLease(state);
        LastChecks checks = new LastChecks(session);
        leasing.acquire(checks::requireCurrent);
        leasing.requireNotElsewhere(checks.requireHeld(remote));
        Optional<SnapshotId> suspended = remote.read().suspended();
        if (suspended.isPresent()) {
            Resumption.spend(remote, suspended.get(), false);
        }
        begin(!held);
    }

    /**
     * Decides without the store: only who held the lease when it was last reached, and can't have given it back since,
     * may go on. Nobody asked for a run without the lease.
     *
     * @param away why the store can't be asked
     */
    public void offline(KssException away) throws KssException, IOException {
        requireNotSuspended();
        KnownLease known = new KnownLease(session);
        if (known.isOurs()) {
            begin(false);
            return;
        }
        known.requireNotElsewhere();
        throw new KssException(
                        away.reason(),
                        "Whether " + session.name() + " may start here can't be found out: " + away.message(),
                        away,
                        "reach the store, then start it again",
                        start() + " --offline starts without the store; should another host work on it meanwhile, one"
                                + " side becomes a branch")
                .with("vm", session.name());
    }

    /** The other tool would boot it; nobody said that what is in its memory may go. */
    private void requireNotSuspended() throws KssException {
        if (session.managed().usableMemory().isPresent()) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The VM " + session.name()
                                    + " is suspended: its memory is saved. Starting it from its disks"
                                    + " would lose what was only in memory.",
                            start() + " goes on where it was",
                            start() + " --discard-memory boots from its disks")
                    .with("vm", session.name());
        }
    }

    private void begin(boolean leaseTaken) throws IOException {
        session.workspace().marks().begin(new RunMarks.Run(leaseTaken));
    }

    private void requireNotOutdated(VmState state) throws KssException, HypervisorException {
        boolean changed = Changes.inActiveLayers(session);
        Comparison comparison = Comparison.of(session.local(), changed, Optional.of(state));
        if (comparison.relation() == Relation.DIVERGED) {
            throw Divergence.refusal(session, comparison, state, changed);
        }
        if (comparison.relation() == Relation.BEHIND || comparison.relation() == Relation.ONLY_IN_REPOSITORY) {
            throw new KssException(
                            Reason.WRONG_VM_STATE,
                            "The repository has a newer state of " + session.name()
                                    + " than this host; starting the old one would make a conflict.",
                            start() + " fetches what is newer and starts it")
                    .with("vm", session.name());
        }
    }

    /**
     * The one place that decides about a VM that comes here running, from another host. It may only if a kss on this host
     * has announced it: the other tool would write its memory's view of the disks over layers that kss rests on.
     */
    public static KssException incoming(String vm) {
        return new KssException(
                        Reason.WRONG_VM_STATE,
                        "The VM " + vm + " is in the care of kss on this host; another tool can't move it here.",
                        "shut it down there with kss stop " + vm + ", then kss start " + vm + " here")
                .with("vm", vm);
    }

    private String start() {
        return "kss start " + session.name();
    }
}
