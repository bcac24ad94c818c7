package io.kss.core.operation;

import io.kss.core.chain.DiskDelta;
import io.kss.core.chain.SnapshotState;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.VmState;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Part;
import io.kss.core.progress.Progress;
import io.kss.core.transfer.Download;
import io.kss.core.transfer.TransferProgress;
import io.kss.core.workspace.Intent;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Brings a published snapshot to this host: of every grain only the newest version, on top of the nearest ancestor that
 * lies here, then switches the VM to it.
 */
final class Fetching {

    private final RemoteVm remote;
    private final VmSession session;
    private final FetchBase base;
    private final LayerFiles files;

    Fetching(RemoteVm remote) {
        this.remote = remote;
        this.session = remote.session();
        this.base = new FetchBase(remote);
        this.files = new LayerFiles(session, remote.store().records());
    }

    /** Fetches and switches. The VM must be off, and nothing that only this host has may be in its active layers. */
    FetchOutcome fetch(VmState state, SnapshotId target)
            throws KssException, HypervisorException, IOException, InterruptedException {
        return whileItIsThere(target, () -> {
            SnapshotState to = remote.states().at(state, target);
            return fetch(state, to, base.nearest(state, to));
        });
    }

    /**
     * Fetches a snapshot that is equal to an older one, and switches: on top of what lies here of that one, or of its own
     * ancestors, whichever leaves less to fetch.
     */
    FetchOutcome fetchEqualTo(VmState state, SnapshotId target, SnapshotId equal)
            throws KssException, HypervisorException, IOException, InterruptedException {
        return whileItIsThere(target, () -> {
            SnapshotState to = remote.states().at(state, target);
            Optional<LocalSnapshot> ancestor = base.nearest(state, to);
            Optional<LocalSnapshot> other = base.nearest(state, remote.states().at(state, equal));
            boolean otherIsNearer =
                    FetchBase.bytes(base.deltas(state, other, to)) < FetchBase.bytes(base.deltas(state, ancestor, to));
            return fetch(state, to, otherIsNearer ? other : ancestor);
        });
    }

    private FetchOutcome fetch(VmState state, SnapshotState to, Optional<LocalSnapshot> onto)
            throws KssException, HypervisorException, IOException, InterruptedException {
        Optional<Domain> domain = session.domain();
        if (domain.isPresent()) {
            Readiness.requireOff(domain.get(), "to get a newer state");
            Readiness.requireSynchronisable(domain.get());
            Readiness.requireOurChain(session, domain.get());
        }
        LocalOnlyDisks.requireSame(session, to.manifest());
        Brought brought = bring(state, to, onto);
        new Placement(session).switchTo(brought.placing(), to.manifest());
        files.forgetProgress(to.manifest().snapshot());
        new SavedMemory(session).tidy();
        session.update(vm -> SavedMemory.learn(vm, state));
        return brought.outcome();
    }

    /**
     * Brings a snapshot's files and parts here, beside what the VM stands on, which is not touched and may run.
     *
     * @return what had to be fetched, or empty if everything was here
     */
    Optional<FetchOutcome> fetchBeside(VmState state, SnapshotId target)
            throws KssException, HypervisorException, IOException, InterruptedException {
        return whileItIsThere(target, () -> {
            SnapshotState to = remote.states().at(state, target);
            Optional<LocalSnapshot> onto = base.nearest(state, to);
            boolean here = onto.map(LocalSnapshot::id).equals(Optional.of(target));
            if (here && session.workspace().parts(target).contains(Part.DEFINITION)) {
                return Optional.empty();
            }
            Brought brought = bring(state, to, onto);
            if (!here) {
                LocalSnapshot snapshot = new Placement(session).beside(brought.placing());
                session.update(vm -> vm.withChain(vm.chain().with(snapshot)));
            }
            session.update(vm -> vm.withIntent(Optional.empty()));
            files.forgetProgress(target);
            return Optional.of(brought.outcome());
        });
    }

    /** A chunk that is not there is no damage if the snapshot that needs it ended meanwhile. */
    private <T> T whileItIsThere(SnapshotId target, Bringing<T> bringing)
            throws KssException, HypervisorException, IOException, InterruptedException {
        try {
            return bringing.run();
        } catch (KssException e) {
            if (e.reason() == Reason.DAMAGED && !remote.read().snapshots().containsKey(target)) {
                throw endedMeanwhile(target, e);
            }
            throw e;
        }
    }

    private Brought bring(VmState state, SnapshotState to, Optional<LocalSnapshot> onto)
            throws KssException, HypervisorException, IOException, InterruptedException {
        SnapshotId target = to.manifest().snapshot();
        Map<String, DiskDelta> deltas = base.deltas(state, onto, to);
        Intent.Placing placing = intent(to, onto, deltas);
        files.dropUnreadable(placing);
        files.requireRoom(placing, deltas);
        TransferProgress progress = progress(deltas);
        Download download = new Download(
                remote.store().chunks(),
                remote.store().chunks().loadIndex(),
                remote.store().transfer(),
                progress);
        for (Part part : to.manifest().partsWithoutMemory()) {
            session.workspace().savePart(target, part.name(), download.bytes(part));
        }
        for (DiskLayer disk : to.manifest().disks()) {
            files.fill(download, placing, disk, Objects.requireNonNull(deltas.get(disk.target())));
        }
        return new Brought(placing, new FetchOutcome(FetchBase.bytes(deltas), progress.transferred()));
    }

    private KssException endedMeanwhile(SnapshotId target, KssException cause) {
        return new KssException(
                        Reason.NO_SUCH_SNAPSHOT,
                        "While the snapshot " + target + " of " + session.name() + " was being fetched, it was given up"
                                + " in the repository, and what only it needed was cleared away. Nothing was changed here.",
                        cause,
                        "run the same command again to get the newest state",
                        "kss list " + session.name() + " --remote tells what there is")
                .with("vm", session.name());
    }

    /** Goes on with an earlier attempt at the same; anything else that was begun is given up first. */
    private Intent.Placing intent(SnapshotState to, Optional<LocalSnapshot> onto, Map<String, DiskDelta> deltas)
            throws KssException, HypervisorException, IOException {
        SnapshotId target = to.manifest().snapshot();
        Optional<Intent> begun = session.managed().intent();
        if (begun.isPresent() && begun.get() instanceof Intent.Placing placing) {
            if (placing.snapshot().equals(target)
                    && placing.onto().equals(onto.map(LocalSnapshot::id))
                    && placing.replaced().equals(session.chain().disks())) {
                return placing;
            }
            new Placement(session).abandon(placing);
            files.forgetProgress(placing.snapshot());
        }
        Intent.Placing placing = new PlacementPlan(session, to.manifest(), onto, deltas).intent();
        session.update(vm -> vm.withIntent(Optional.of(placing)));
        return placing;
    }

    private TransferProgress progress(Map<String, DiskDelta> deltas) {
        return new TransferProgress(
                session.host().progress(), Progress.Step.FETCHING, session.name(), FetchBase.bytes(deltas));
    }

    private record Brought(Intent.Placing placing, FetchOutcome outcome) {}

    private interface Bringing<T> {
        T run() throws KssException, HypervisorException, IOException, InterruptedException;
    }
}
