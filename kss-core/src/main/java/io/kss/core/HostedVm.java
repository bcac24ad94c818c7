package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.Lease;
import io.kss.core.journal.VmState;
import io.kss.core.operation.Adoption;
import io.kss.core.operation.BranchControl;
import io.kss.core.operation.BranchOutline;
import io.kss.core.operation.CloneOutcome;
import io.kss.core.operation.Cloning;
import io.kss.core.operation.FetchOutcome;
import io.kss.core.operation.Forgetting;
import io.kss.core.operation.GoingOn;
import io.kss.core.operation.Host;
import io.kss.core.operation.Inspection;
import io.kss.core.operation.LeaseControl;
import io.kss.core.operation.OneSnapshot;
import io.kss.core.operation.Pulling;
import io.kss.core.operation.Pushing;
import io.kss.core.operation.Resolution;
import io.kss.core.operation.Resolving;
import io.kss.core.operation.RevertOutcome;
import io.kss.core.operation.Reverting;
import io.kss.core.operation.Settling;
import io.kss.core.operation.Starting;
import io.kss.core.operation.Stopping;
import io.kss.core.operation.Store;
import io.kss.core.operation.Suspending;
import io.kss.core.operation.TakeoverOutcome;
import io.kss.core.operation.TakingOver;
import io.kss.core.operation.VmSession;
import io.kss.core.retention.Retention;
import io.kss.core.takeover.Giving;
import io.kss.core.takeover.OtherHost;
import io.kss.core.workspace.LocalMemory;
import io.kss.core.workspace.LocalSnapshot;
import io.kss.core.workspace.StateFolder;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.MoveObstacle;
import io.kss.spi.hypervisor.Moved;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A VM on this host: every call is one session under the VM's lock. */
final class HostedVm implements VirtualMachine {

    private final Host host;
    private final StoreLink store;
    private final String name;
    private final VmSettings settings;
    private final Retention retention;
    private final Speeds speeds;
    private final StoreAway away;
    private final Sessions sessions;
    private final Pushes pushes;

    HostedVm(Host host, StoreLink store, String name, VmSettings settings, Retention retention) {
        this.host = host;
        this.store = store;
        this.name = name;
        this.settings = settings;
        this.retention = retention;
        this.speeds = new Speeds(host.workspace(), host.clock());
        this.away = new StoreAway(store, name);
        this.sessions = new Sessions(host, store, name, settings);
        this.pushes = new Pushes(store, retention, speeds, away);
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
            VmSession session = sessions.looking();
            Seen seen = see(session);
            return new SnapshotViews(session.local(), seen.state()).all();
        });
    }

    @Override
    public Optional<SnapshotView> snapshot() throws KssException {
        return sessions.underLock(session -> {
            Optional<LocalSnapshot> made = new Stopping(session).seal();
            return made.map(snapshot -> new SnapshotViews(session.local(), Optional.empty()).view(snapshot.id()));
        });
    }

    @Override
    public SnapshotPush snapshotAndPush() throws KssException {
        return sessions.underLock(session -> {
            int unused = upkeep(session).beforeNextSnapshot();
            return pushes.snapshotAndPush(session);
        });
    }

    @Override
    public void watch(WatchOptions options, Consumer<WatchEvent> listener) throws KssException {
        List<SnapshotId> made = new ArrayList<>();
        new Watching(host, store, name, options, listener)
                .run(() -> sessions.underFreeLock(session -> {
                    GivingWay givingWay = new GivingWay(session.workspace().marks());
                    try {
                        return givingWay.during(() -> Work.explained(store, () -> turn(session, made, options.keep())));
                    } catch (KssException e) {
                        throw givingWay.gaveWay(e) ? Watching.gaveWay(name) : e;
                    }
                }));
    }

    /** What a watch does each time. */
    private Watching.Done turn(VmSession session, List<SnapshotId> made, int keep)
            throws KssException, HypervisorException, IOException, InterruptedException {
        // A store that is away must not make the chain here longer and longer.
        Optional<VmState> seen = new Inspection(session).repositoryState(store.open());
        int here = seen.isPresent() ? upkeep(session).beforeNextSnapshot() : 0;
        SnapshotPush result = pushes.snapshotAndPush(session);
        result.snapshot().map(SnapshotView::id).ifPresent(made::add);
        int ended = upkeep(session).thinOut(made, keep);
        return new Watching.Done(result, ended, here);
    }

    @Override
    public PushResult push() throws KssException {
        return sessions.underLock(session -> {
            try {
                return pushes.push(session);
            } catch (KssException | IOException e) {
                throw away.unreachable(session, e);
            }
        });
    }

    @Override
    public PushResult repair() throws KssException {
        return sessions.underLock(session -> Outcomes.pushed(session, new Pushing(session, store.open()).repair()));
    }

    @Override
    public PullResult pull(Optional<String> snapshot) throws KssException {
        return sessions.underLock(session -> {
            try {
                Store opened = store.open();
                Instant began = speeds.now();
                Optional<FetchOutcome> outcome = new Pulling(session, opened).pull(snapshot);
                speeds.pulled(outcome.map(FetchOutcome::dataBytes).orElse(0L), began);
                return Outcomes.pulled(session, outcome);
            } catch (KssException | IOException e) {
                throw away.unreachable(session, e);
            }
        });
    }

    @Override
    public VmDelta delta() throws KssException {
        return Work.explained(store, () -> {
            VmSession session = sessions.looking();
            Inspection inspection = new Inspection(session);
            Store opened = store.open();
            Optional<VmState> state = inspection.repositoryState(opened);
            boolean unsealed = inspection.unsealed(session.domain());
            List<VmDelta.Disk> push = inspection.toPush(state, unsealed).stream()
                    .map(Outcomes::disk)
                    .toList();
            List<VmDelta.Disk> pull = state.isPresent()
                    ? inspection.toPull(opened, state.get()).stream()
                            .map(Outcomes::disk)
                            .toList()
                    : List.of();
            Ways ways = new Ways(inspection, speeds);
            ways.push(
                    state,
                    unsealed,
                    push.stream().mapToLong(VmDelta.Disk::bytes).sum());
            if (state.isPresent()) {
                ways.pull(opened, state.get());
            }
            return new VmDelta(push, pull, speeds.estimate(push, pull), ways.all());
        });
    }

    @Override
    public StartResult start(StartOptions options) throws KssException {
        return sessions.underLock(session -> {
            Starting starting = new Starting(session);
            if (options.offline()) {
                return Outcomes.started(session, starting.offline(options.breakLease(), options.discardMemory()));
            }
            try {
                return Outcomes.started(
                        session,
                        starting.online(
                                store.open(),
                                options.keepActiveLayer(),
                                options.breakLease(),
                                options.discardMemory()));
            } catch (KssException | IOException e) {
                throw away.orOffline(away.unreachable(session, e));
            }
        });
    }

    @Override
    public StopResult stop(StopOptions options) throws KssException {
        return sessions.underLock(session -> {
            Stopping stopping = new Stopping(session);
            boolean powerCut = stopping.shutDown(options.timeout().orElse(settings.stopTimeout()), options.force());
            Optional<LocalSnapshot> sealed = sealed(stopping, session, options.push());
            Optional<SnapshotView> view =
                    sealed.map(snapshot -> new SnapshotViews(session.local(), Optional.empty()).view(snapshot.id()));
            if (options.push()) {
                session.workspace().marks().pushing();
            }
            session.workspace().marks().ended();
            if (!options.push()) {
                return new StopResult(view, Optional.empty(), powerCut);
            }
            try {
                PushResult pushed = pushes.push(session);
                return new StopResult(view, Optional.of(pushed), powerCut);
            } catch (KssException | IOException e) {
                throw away.sealedNotSent(e, true);
            }
        });
    }

    /** What came by a takeover that the store does not know of yet is off, but can't be sealed before it does. */
    private Optional<LocalSnapshot> sealed(Stopping stopping, VmSession session, boolean push)
            throws KssException, HypervisorException, IOException {
        try {
            return stopping.seal();
        } catch (KssException e) {
            if (push && StoreAway.isStoreAway(e)) {
                session.workspace().marks().pushing();
            }
            throw away.sealedNotSent(e, true);
        }
    }

    @Override
    public SuspendResult suspend() throws KssException {
        return sessions.underLock(session -> {
            LocalSnapshot snapshot = new Suspending(session).suspend();
            long bytes = session.managed().memory().map(LocalMemory::bytes).orElse(0L);
            session.workspace().marks().pushing();
            session.workspace().marks().ended();
            try {
                PushResult pushed = pushes.push(session);
                return new SuspendResult(
                        new SnapshotViews(session.local(), Optional.empty()).view(snapshot.id()), bytes, pushed);
            } catch (KssException | IOException e) {
                throw away.sealedNotSent(e, true);
            }
        });
    }

    @Override
    public MergeResult merge(String snapshot, boolean dryRun) throws KssException {
        return sessions.underLock(
                session -> upkeep(session).merge(OneSnapshot.mergeIntoParent(name, snapshot), dryRun));
    }

    @Override
    public MergeResult delete(String snapshot, boolean dryRun) throws KssException {
        return sessions.underLock(session -> upkeep(session).merge(OneSnapshot.delete(name, snapshot), dryRun));
    }

    @Override
    public MergeResult compact(OptionalInt keep, boolean dryRun) throws KssException {
        return sessions.underLock(session -> upkeep(session).compact(keep, dryRun));
    }

    @Override
    public ResolveResult resolve(Keep keep) throws KssException {
        return sessions.underLock(session -> {
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
    public RevertResult revert(String snapshot) throws KssException {
        return sessions.underLock(session -> {
            RevertOutcome outcome = new Reverting(session, store.open()).revert(snapshot);
            SnapshotViews views = new SnapshotViews(session.local(), Optional.of(outcome.state()));
            return new RevertResult(
                    views.view(outcome.state().head().orElseThrow()),
                    views.view(outcome.target()),
                    outcome.pushed().map(pushed -> Outcomes.pushed(session, pushed)),
                    outcome.published(),
                    outcome.fetched().map(FetchOutcome::dataBytes).orElse(0L),
                    outcome.fetched().map(FetchOutcome::transferredBytes).orElse(0L));
        });
    }

    @Override
    public CloneResult cloneAs(String newName, Optional<String> snapshot) throws KssException {
        if (newName.equals(name)) {
            throw new KssException(
                    Reason.WRONG_USAGE,
                    "A copy of " + name + " needs another name.",
                    "kss clone " + name + " OTHER-NAME");
        }
        return sessions.underLock(session -> {
            try (StateFolder.Lock lock = host.workspace().vm(newName).lock()) {
                VmSession second = VmSession.working(host, newName, settings.localOnlyDisks());
                CloneOutcome outcome = new Cloning(session, second, store.open()).cloneFrom(snapshot);
                return new CloneResult(
                        newName,
                        new SnapshotViews(session.local(), Optional.of(outcome.state())).view(outcome.from()),
                        outcome.emptyDisks().stream().sorted().toList(),
                        outcome.fetched().map(FetchOutcome::dataBytes).orElse(0L),
                        outcome.fetched().map(FetchOutcome::transferredBytes).orElse(0L));
            }
        });
    }

    @Override
    public List<BranchView> branches() throws KssException {
        return Work.explained(store, () -> {
            VmSession session = sessions.looking();
            BranchOutline outline = new BranchOutline(session, store.open());
            List<BranchView> views = new ArrayList<>();
            for (BranchOutline.Branch branch : outline.all()) {
                views.add(Outcomes.branch(session, branch));
            }
            return views;
        });
    }

    @Override
    public AdoptResult adopt(String branch) throws KssException {
        return sessions.underLock(session -> {
            Adoption adoption = new BranchControl(session, store.open()).adopt(branch);
            SnapshotViews views = new SnapshotViews(session.local(), Optional.of(adoption.state()));
            return new AdoptResult(
                    views.view(adoption.state().head().orElseThrow()),
                    adoption.former(),
                    adoption.pushed().map(pushed -> Outcomes.pushed(session, pushed)));
        });
    }

    @Override
    public void deleteBranch(BranchView branch) throws KssException {
        sessions.underLock(session -> {
            new BranchControl(session, store.open())
                    .delete(branch.name(), branch.tip().id());
            return branch;
        });
    }

    @Override
    public ForgetResult forget(boolean evenIfUnsent) throws KssException {
        return sessions.underLock(session -> {
            List<Path> files = new Forgetting(session).forget(sessions::storeIfItCanBeAsked, evenIfUnsent);
            return new ForgetResult(name, files);
        });
    }

    @Override
    public TakeoverResult takeOver(OtherHost from, Giving giving, TakeoverOptions options) throws KssException {
        return sessions.asItIs(session -> {
            TakeoverOutcome outcome =
                    new TakingOver(session, store.open(), from, giving).run(options.bandwidth(), options.postCopy());
            Optional<Moved> moved = outcome.moved();
            return new TakeoverResult(
                    from.name(),
                    outcome.fetched().map(FetchOutcome::dataBytes).orElse(0L),
                    moved.map(Moved::memoryBytes).orElse(0L),
                    moved.map(Moved::diskBytes).orElse(0L),
                    moved.map(Moved::downtime).orElse(Duration.ZERO),
                    moved.map(Moved::slowedPercent).orElse(0));
        });
    }

    @Override
    public void settleTakeover() throws KssException {
        sessions.asItIs(session -> {
            if (Settling.isNeeded(session)) {
                Settling.settle(session, store.open());
            }
            Settling.requireWhole(session);
            return name;
        });
    }

    @Override
    public boolean goOn() throws KssException {
        return sessions.asItIs(session -> new GoingOn(session).resume());
    }

    @Override
    public boolean isSplit() throws KssException {
        return Work.explained(
                store,
                () -> host.hypervisor().liveMoves().isPresent()
                        && host.hypervisor().liveMoves().get().isSplit(name));
    }

    @Override
    public List<MoveObstacle> examineTakeover(OtherHost from) throws KssException {
        return Work.explained(store, () -> TakingOver.moves(sessions.looking()).examine(from.hypervisor(), name));
    }

    @Override
    public TakeoverOutlook foreseeTakeover(OtherHost from, Giving giving, OptionalLong bandwidth) throws KssException {
        return Work.explained(
                store, () -> new TakeoverCheck(sessions.looking(), store.open(), from, giving).make(bandwidth));
    }

    @Override
    public Giving giveAway() throws KssException {
        return new HostedGiving(host, store, name, settings);
    }

    @Override
    public VmScreen screen(Optional<String> on, OtherHosts hosts) throws KssException {
        return Work.explained(store, () -> new ScreenSearch(sessions.looking(), store, hosts).find(on));
    }

    @Override
    public Optional<Lease> lease() throws KssException {
        return Work.explained(
                store,
                () -> new Inspection(sessions.looking())
                        .repositoryState(store.open())
                        .flatMap(VmState::lease));
    }

    @Override
    public Optional<Lease> breakLease() throws KssException {
        return sessions.asItIs(session -> new LeaseControl(session, store.open()).breakLease());
    }

    /** What is due with its work; in a session under its lock. */
    Pushes pushes() {
        return pushes;
    }

    private Upkeep upkeep(VmSession session) {
        return new Upkeep(session, store, retention);
    }

    private Seen see(VmSession session) throws KssException, IOException {
        return Seen.look(store, session);
    }
}
