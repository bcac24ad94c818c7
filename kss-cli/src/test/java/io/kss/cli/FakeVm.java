package io.kss.cli;

import io.kss.core.AdoptResult;
import io.kss.core.BranchView;
import io.kss.core.CloneResult;
import io.kss.core.ForgetResult;
import io.kss.core.Keep;
import io.kss.core.MergeResult;
import io.kss.core.OtherHosts;
import io.kss.core.PullResult;
import io.kss.core.PushResult;
import io.kss.core.ResolveResult;
import io.kss.core.RevertResult;
import io.kss.core.SnapshotPush;
import io.kss.core.SnapshotView;
import io.kss.core.StartOptions;
import io.kss.core.StartResult;
import io.kss.core.StopOptions;
import io.kss.core.StopResult;
import io.kss.core.SuspendResult;
import io.kss.core.TakeoverOptions;
import io.kss.core.TakeoverOutlook;
import io.kss.core.TakeoverResult;
import io.kss.core.VirtualMachine;
import io.kss.core.VmDelta;
import io.kss.core.VmScreen;
import io.kss.core.VmStatus;
import io.kss.core.WatchEvent;
import io.kss.core.WatchOptions;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.journal.Lease;
import io.kss.core.takeover.Giving;
import io.kss.core.takeover.OtherHost;
import io.kss.spi.hypervisor.Display;
import io.kss.spi.hypervisor.MoveObstacle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** A VM that answers what a test put in, and remembers what it was asked to do. */
final class FakeVm implements VirtualMachine {

    final List<String> calls = new ArrayList<>();

    List<WatchEvent> events = List.of();
    VmStatus status = Samples.inSync("gaming");
    Optional<KssException> failStatus = Optional.empty();
    List<SnapshotView> snapshots = List.of();
    List<BranchView> branches = List.of();
    Optional<SnapshotView> made = Optional.empty();
    VmDelta delta = new VmDelta(List.of(), List.of(), Optional.empty());
    Optional<Lease> lease = Optional.empty();
    Optional<String> runsOn = Optional.empty();
    List<Display> displays = List.of();
    Optional<KssException> failScreen = Optional.empty();
    MergeResult merged = new MergeResult(List.of(), List.of(), 0);
    Callable<PushResult> push = () -> new PushResult(List.of(), 0, 0, false);
    Callable<PullResult> pull = () -> new PullResult(Optional.empty(), false, 0, 0);
    Callable<StartResult> start = () -> new StartResult(Optional.empty(), Optional.empty(), true);
    Callable<SuspendResult> suspend =
            () -> new SuspendResult(Samples.DESKTOP_SNAPSHOT, 0, new PushResult(List.of(), 0, 0, true));
    Callable<Boolean> goesOn = () -> false;
    Callable<StopResult> stop = () -> new StopResult(Optional.empty(), Optional.empty(), false);

    private final String name;

    FakeVm(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public VmStatus status() throws KssException {
        if (failStatus.isPresent()) {
            throw failStatus.get();
        }
        return asked("status", () -> status);
    }

    @Override
    public List<SnapshotView> snapshots() throws KssException {
        return asked("snapshots", () -> snapshots);
    }

    @Override
    public Optional<SnapshotView> snapshot() throws KssException {
        return asked("snapshot", () -> made);
    }

    @Override
    public SnapshotPush snapshotAndPush() throws KssException {
        return asked("snapshot and push", () -> new SnapshotPush(made, push.call()));
    }

    @Override
    public void watch(WatchOptions options, Consumer<WatchEvent> listener) throws KssException {
        Object unused = asked("watch " + options, () -> "");
        events.forEach(listener);
    }

    @Override
    public PushResult push() throws KssException {
        return asked("push", push);
    }

    @Override
    public PushResult repair() throws KssException {
        return asked("repair", push);
    }

    @Override
    public PullResult pull(Optional<String> snapshot) throws KssException {
        return asked("pull" + snapshot.map(id -> " at " + id).orElse(""), pull);
    }

    @Override
    public VmDelta delta() throws KssException {
        return asked("delta", () -> delta);
    }

    @Override
    public StartResult start(StartOptions options) throws KssException {
        return asked(options.toString(), start);
    }

    @Override
    public TakeoverResult takeOver(OtherHost from, Giving giving, TakeoverOptions options) throws KssException {
        return asked(
                "takeover from " + from.name(),
                () -> new TakeoverResult(from.name(), 0, 1 << 20, 4096, Duration.ofMillis(120), 0));
    }

    @Override
    public boolean goOn() throws KssException {
        return asked("go on", goesOn);
    }

    @Override
    public boolean isSplit() {
        return false;
    }

    @Override
    public void settleTakeover() throws KssException {
        String unused = asked("settle the takeover", () -> name);
    }

    @Override
    public List<MoveObstacle> examineTakeover(OtherHost from) throws KssException {
        return asked("check takeover from " + from.name(), List::of);
    }

    @Override
    public TakeoverOutlook foreseeTakeover(OtherHost from, Giving giving, OptionalLong bandwidth) throws KssException {
        return asked(
                "foresee takeover from " + from.name(),
                () -> new TakeoverOutlook(
                        List.of(), 1 << 28, 1 << 20, 0, OptionalLong.of(100_000_000), Optional.empty(), Duration.ZERO));
    }

    @Override
    public Giving giveAway() throws KssException {
        throw new KssException(Reason.WRONG_VM_STATE, "not running");
    }

    @Override
    public SuspendResult suspend() throws KssException {
        return asked("suspend", suspend);
    }

    @Override
    public StopResult stop(StopOptions options) throws KssException {
        return asked(options.toString(), stop);
    }

    @Override
    public MergeResult merge(String snapshot, boolean dryRun) throws KssException {
        return asked("merge " + snapshot + (dryRun ? " dry" : ""), () -> merged);
    }

    @Override
    public MergeResult delete(String snapshot, boolean dryRun) throws KssException {
        return asked("delete " + snapshot + (dryRun ? " dry" : ""), () -> merged);
    }

    @Override
    public MergeResult compact(OptionalInt keep, boolean dryRun) throws KssException {
        return asked("compact " + keep + (dryRun ? " dry" : ""), () -> merged);
    }

    @Override
    public ResolveResult resolve(Keep keep) throws KssException {
        Optional<String> second = keep == Keep.BOTH ? Optional.of(name + "-desktop") : Optional.empty();
        return asked("resolve " + keep, () -> new ResolveResult(Samples.LAPTOP_SNAPSHOT, "desktop-2026-11-03", second));
    }

    @Override
    public RevertResult revert(String snapshot) throws KssException {
        return asked(
                "revert to " + snapshot,
                () -> new RevertResult(Samples.LAPTOP_SNAPSHOT, Samples.BASE, Optional.empty(), true, 0, 0));
    }

    @Override
    public CloneResult cloneAs(String newName, Optional<String> snapshot) throws KssException {
        return asked(
                "clone as " + newName + snapshot.map(id -> " at " + id).orElse(""),
                () -> new CloneResult(newName, Samples.BASE, List.of("vdc"), 12, 4));
    }

    @Override
    public List<BranchView> branches() throws KssException {
        return asked("branches", () -> branches);
    }

    @Override
    public AdoptResult adopt(String branch) throws KssException {
        return asked(
                "adopt " + branch,
                () -> new AdoptResult(Samples.DESKTOP_SNAPSHOT, "laptop-2026-11-03", Optional.empty()));
    }

    @Override
    public void deleteBranch(BranchView branch) throws KssException {
        Object unused = asked("delete " + branch.name(), () -> branch);
    }

    @Override
    public ForgetResult forget(boolean evenIfUnsent) throws KssException {
        return asked(
                "forget" + (evenIfUnsent ? " even if unsent" : ""),
                () -> new ForgetResult(name, List.of(Path.of("/images/gaming-vda.qcow2"))));
    }

    @Override
    public VmScreen screen(Optional<String> on, OtherHosts hosts) throws KssException {
        if (failScreen.isPresent()) {
            throw failScreen.get();
        }
        if (on.isPresent() || runsOn.isPresent()) {
            OtherHost host = hosts.named(on.or(() -> runsOn).orElseThrow());
            return asked("screen at " + host.hypervisor(), () -> new VmScreen(Optional.of(host), displays));
        }
        return asked("screen", () -> new VmScreen(Optional.empty(), displays));
    }

    @Override
    public Optional<Lease> lease() throws KssException {
        return asked("lease", () -> lease);
    }

    @Override
    public Optional<Lease> breakLease() throws KssException {
        return asked("breakLease", () -> lease);
    }

    private <T> T asked(String call, Callable<T> answer) throws KssException {
        calls.add(call);
        try {
            return answer.call();
        } catch (KssException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
