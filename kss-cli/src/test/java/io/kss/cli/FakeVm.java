package io.kss.cli;

import io.kss.core.Keep;
import io.kss.core.PullResult;
import io.kss.core.PushResult;
import io.kss.core.ResolveResult;
import io.kss.core.SnapshotView;
import io.kss.core.StartOptions;
import io.kss.core.StartResult;
import io.kss.core.StopOptions;
import io.kss.core.StopResult;
import io.kss.core.VirtualMachine;
import io.kss.core.VmDelta;
import io.kss.core.VmStatus;
import io.kss.core.failure.KssException;
import io.kss.core.journal.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A VM that answers what a test put in, and remembers what it was asked to do. */
final class FakeVm implements VirtualMachine {

    final List<String> calls = new ArrayList<>();

    VmStatus status = Samples.inSync("gaming");
    Optional<KssException> failStatus = Optional.empty();
    List<SnapshotView> snapshots = List.of();
    Optional<SnapshotView> made = Optional.empty();
    VmDelta delta = new VmDelta(List.of(), List.of(), Optional.empty());
    Optional<Lease> lease = Optional.empty();
    Callable<PushResult> push = () -> new PushResult(List.of(), 0, 0, false);
    Callable<PullResult> pull = () -> new PullResult(Optional.empty(), false, 0, 0);
    Callable<StartResult> start = () -> new StartResult(Optional.empty(), Optional.empty(), true);
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
    public StopResult stop(StopOptions options) throws KssException {
        return asked(options.toString(), stop);
    }

    @Override
    public ResolveResult resolve(Keep keep) throws KssException {
        Optional<String> second = keep == Keep.BOTH ? Optional.of(name + "-desktop") : Optional.empty();
        return asked("resolve " + keep, () -> new ResolveResult(Samples.LAPTOP_SNAPSHOT, "desktop-2026-11-03", second));
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
