package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.journal.Lease;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import io.kss.core.operation.FetchOutcome;
import io.kss.core.operation.Host;
import io.kss.core.operation.Inspection;
import io.kss.core.operation.LeaseControl;
import io.kss.core.operation.Movement;
import io.kss.core.operation.PublishOutcome;
import io.kss.core.operation.Pulling;
import io.kss.core.operation.Pushing;
import io.kss.core.operation.Resolution;
import io.kss.core.operation.Resolving;
import io.kss.core.operation.StartOutcome;
import io.kss.core.operation.Starting;
import io.kss.core.operation.Stopping;
import io.kss.core.operation.Store;
import io.kss.core.operation.VmSession;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.StateFolder;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A VM on this host: every call is one session under the VM's lock. */
final class HostedVm implements VirtualMachine {

    private final Host host;
    private final StoreLink store;
    private final String name;
    private final VmSettings settings;
    private final Speeds speeds;

    HostedVm(Host host, StoreLink store, String name, VmSettings settings) {
        this.host = host;
        this.store = store;
        this.name = name;
        this.settings = settings;
        this.speeds = new Speeds(host.workspace(), host.clock());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public VmStatus status() throws KssException {
        return Work.explained(store, () -> new StatusReport(host, store, name, settings).make());
    }

    @Override
    public List<SnapshotView> snapshots() throws KssException {
        return Work.explained(store, () -> {
            VmSession session = looking();
            Seen seen = see(session);
            return new SnapshotViews(session.local(), seen.state()).all();
        });
    }

    @Override
    public Optional<SnapshotView> snapshot() throws KssException {
        return underLock(session -> {
            Optional<LocalSnapshot> made = new Stopping(session).seal();
            return made.map(snapshot -> new SnapshotViews(session.local(), Optional.empty()).view(snapshot.id()));
        });
    }

    @Override
    public PushResult push() throws KssException {
        return underLock(session -> {
            try {
                return measured(session, new Pushing(session, store.open()));
            } catch (KssException | IOException e) {
                throw unreachable(session, e);
            }
        });
    }

    @Override
    public PushResult repair() throws KssException {
        return underLock(session -> result(session, new Pushing(session, store.open()).repair()));
    }

    @Override
    public PullResult pull(Optional<String> snapshot) throws KssException {
        return underLock(session -> {
            try {
                Store opened = store.open();
                Instant began = speeds.now();
                Optional<FetchOutcome> outcome = new Pulling(session, opened).pull(snapshot);
                speeds.pulled(outcome.map(FetchOutcome::dataBytes).orElse(0L), began);
                return pulled(session, outcome);
            } catch (KssException | IOException e) {
                throw unreachable(session, e);
            }
        });
    }

    @Override
    public VmDelta delta() throws KssException {
        return Work.explained(store, () -> {
            VmSession session = looking();
            Inspection inspection = new Inspection(session);
            Store opened = store.open();
            Optional<VmState> state = inspection.repositoryState(opened);
            boolean unsealed = inspection.unsealed(session.domain());
            List<VmDelta.Disk> push = inspection.toPush(state, unsealed).stream()
                    .map(HostedVm::disk)
                    .toList();
            List<VmDelta.Disk> pull = state.isPresent()
                    ? inspection.toPull(opened, state.get()).stream()
                            .map(HostedVm::disk)
                            .toList()
                    : List.of();
            return new VmDelta(push, pull, speeds.estimate(push, pull));
        });
    }

    @Override
    public StartResult start(StartOptions options) throws KssException {
        return underLock(session -> {
            Starting starting = new Starting(session);
            if (options.offline()) {
                return started(session, starting.offline(options.breakLease()));
            }
            try {
                return started(session, starting.online(store.open(), options.keepActiveLayer(), options.breakLease()));
            } catch (KssException | IOException e) {
                throw orOffline(unreachable(session, e));
            }
        });
    }

    @Override
    public StopResult stop(StopOptions options) throws KssException {
        return underLock(session -> {
            Stopping stopping = new Stopping(session);
            boolean powerCut = stopping.shutDown(options.timeout().orElse(settings.stopTimeout()), options.force());
            Optional<LocalSnapshot> sealed = stopping.seal();
            Optional<SnapshotView> view =
                    sealed.map(snapshot -> new SnapshotViews(session.local(), Optional.empty()).view(snapshot.id()));
            if (!options.push()) {
                return new StopResult(view, Optional.empty(), powerCut);
            }
            try {
                PushResult pushed = measured(session, new Pushing(session, store.open()));
                return new StopResult(view, Optional.of(pushed), powerCut);
            } catch (KssException | IOException e) {
                throw sealedNotSent(e);
            }
        });
    }

    @Override
    public ResolveResult resolve(Keep keep) throws KssException {
        return underLock(session -> {
            Resolving resolving = new Resolving(session, store.open());
            Resolution resolution = switch (keep) {
                case LOCAL -> resolving.keepLocal();
                case REMOTE -> resolving.keepRemote(false);
                case BOTH -> resolving.keepRemote(true);
            };
            SnapshotViews views = new SnapshotViews(session.local(), Optional.of(resolution.state()));
            return new ResolveResult(
                    views.view(resolution.state().head().orElseThrow()), resolution.branch(), resolution.secondVm());
        });
    }

    @Override
    public Optional<Lease> lease() throws KssException {
        return Work.explained(
                store,
                () -> new Inspection(looking()).repositoryState(store.open()).flatMap(VmState::lease));
    }

    @Override
    public Optional<Lease> breakLease() throws KssException {
        return underLock(session -> new LeaseControl(session, store.open()).breakLease());
    }

    private PushResult measured(VmSession session, Pushing pushing)
            throws KssException, HypervisorException, IOException, InterruptedException {
        Instant began = speeds.now();
        PushResult result = result(session, pushing.push());
        speeds.pushed(result.dataBytes(), began);
        return result;
    }

    /** For what only looks: takes no lock, and saves nothing. */
    private VmSession looking() throws IOException, KssException {
        return VmSession.looking(host, name, settings.localOnlyDisks());
    }

    private <T> T underLock(Locked<T> work) throws KssException {
        return Work.explained(store, () -> {
            try (StateFolder.Lock lock = host.workspace().vm(name).lock()) {
                return work.on(VmSession.working(host, name, settings.localOnlyDisks()));
            }
        });
    }

    private Seen see(VmSession session) throws KssException, IOException {
        return Seen.look(store, session);
    }

    /** For commands that a lost store makes wait: tells whether work of ours waits too. */
    private Exception explained(Exception failure) {
        return failure instanceof io.kss.spi.storage.StorageException lost ? store.explain(lost) : failure;
    }

    private <E extends Exception> KssException unreachable(VmSession session, E failure) throws IOException {
        Exception told = explained(failure);
        if (told instanceof KssException refusal) {
            return isStoreAway(refusal) ? Pushing.unreachable(session, refusal) : refusal;
        }
        throw (IOException) told;
    }

    /** Without unsent work, too, a VM can be started when the store is away. */
    private KssException orOffline(KssException refusal) {
        if (!isStoreAway(refusal)) {
            return refusal;
        }
        List<String> ways = new ArrayList<>(refusal.waysOut());
        ways.add("kss start " + name + " --offline starts without the store");
        return refusal.withWaysOut(ways).with("vm", name);
    }

    private KssException sealedNotSent(Exception failure) throws IOException {
        Exception told = explained(failure);
        if (!(told instanceof KssException refusal)) {
            throw (IOException) told;
        }
        boolean full = refusal.reason() == Reason.NO_ROOM_ON_STORE;
        if (!full && !isStoreAway(refusal)) {
            return refusal;
        }
        return new KssException(
                        Reason.SEALED_NOT_SENT,
                        "The VM " + name + " is off and its work is safe on this host, but it was not sent: "
                                + refusal.message(),
                        refusal,
                        "kss push " + name + " as soon as the store "
                                + (full ? "has room again; kss gc may free some" : "can be reached"),
                        "kss start " + name + " here goes on with it")
                .with("vm", name);
    }

    private static boolean isStoreAway(KssException refusal) {
        return refusal.reason() == Reason.STORE_UNAVAILABLE || refusal.reason() == Reason.STORE_DENIED;
    }

    private static PushResult result(VmSession session, PublishOutcome outcome) {
        SnapshotViews views = new SnapshotViews(session.local(), Optional.of(outcome.state()));
        return new PushResult(
                outcome.published().stream()
                        .map(snapshot -> views.view(snapshot.id()))
                        .toList(),
                outcome.published().stream()
                        .mapToLong(PublishedSnapshot::dataBytes)
                        .sum(),
                outcome.published().stream()
                        .mapToLong(PublishedSnapshot::storedBytes)
                        .sum(),
                outcome.leaseFree());
    }

    private static PullResult pulled(VmSession session, Optional<FetchOutcome> outcome) {
        SnapshotViews views = new SnapshotViews(session.local(), Optional.empty());
        return new PullResult(
                views.view(session.managed().chain().base()),
                outcome.isPresent(),
                outcome.map(FetchOutcome::dataBytes).orElse(0L),
                outcome.map(FetchOutcome::transferredBytes).orElse(0L));
    }

    private static StartResult started(VmSession session, StartOutcome outcome) {
        return new StartResult(
                outcome.pushed().map(pushed -> result(session, pushed)),
                outcome.fetched().map(fetched -> pulled(session, Optional.of(fetched))),
                outcome.leased());
    }

    private static VmDelta.Disk disk(Movement movement) {
        return new VmDelta.Disk(movement.target(), movement.bytes(), movement.grains(), movement.snapshots());
    }

    /** Work on the VM while nobody else works on it. */
    private interface Locked<T> {
        T on(VmSession session) throws KssException, HypervisorException, IOException, InterruptedException;
    }
}
