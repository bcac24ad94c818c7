package io.kss.cli.json;

import io.kss.core.Finding;
import io.kss.core.GcReport;
import io.kss.core.PullResult;
import io.kss.core.PushResult;
import io.kss.core.ResolveResult;
import io.kss.core.SnapshotView;
import io.kss.core.StartResult;
import io.kss.core.StopResult;
import io.kss.core.VerifyReport;
import io.kss.core.VmDelta;
import io.kss.core.VmStatus;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.Lease;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The results of the library's calls, field by field: the names are part of the command's contract. */
public final class Results {

    private Results() {}

    public static Fields status(VmStatus status) {
        return new Fields()
                .with("name", status.name())
                .with("run", status.run())
                .with("managed", status.managed())
                .with("relation", status.relation())
                .with("head", map(status.head(), Results::snapshot))
                .with("base", map(status.base(), Results::snapshot))
                .with("unsent", list(status.unsent(), Results::snapshot))
                .with("unsealedChanges", status.unsealedChanges())
                .with("unsealedBytes", status.unsealedBytes())
                .with("lease", map(status.lease(), Results::lease))
                .with("leaseIsOurs", status.leaseIsOurs())
                .with("branches", status.branches())
                .with("storeProblem", status.storeProblem())
                .with("obstacles", status.obstacles())
                .with("next", status.next());
    }

    public static Fields snapshot(SnapshotView snapshot) {
        return new Fields()
                .with("id", snapshot.id().value())
                .with("parent", snapshot.parent().map(SnapshotId::value))
                .with("host", snapshot.host())
                .with("time", snapshot.time())
                .with("dataBytes", snapshot.dataBytes())
                .with("storedBytes", snapshot.storedBytes())
                .with("here", snapshot.here())
                .with("inRepository", snapshot.inRepository())
                .with("labels", snapshot.labels());
    }

    /** Without the token: whoever knows it could pass for the holder. */
    public static Fields lease(Lease lease) {
        return new Fields()
                .with("host", lease.host().name())
                .with("hostId", lease.host().id().value())
                .with("since", lease.since())
                .with("number", lease.number())
                .with("base", lease.base().map(SnapshotId::value));
    }

    public static Fields snapshots(String vm, List<SnapshotView> snapshots) {
        return new Fields().with("vm", vm).with("snapshots", list(snapshots, Results::snapshot));
    }

    public static Fields created(String vm, Optional<SnapshotView> snapshot) {
        return new Fields().with("vm", vm).with("snapshot", map(snapshot, Results::snapshot));
    }

    public static Fields push(String vm, PushResult result) {
        return pushed(new Fields().with("vm", vm), result);
    }

    private static Fields pushed(Fields fields, PushResult result) {
        return fields.with("published", list(result.published(), Results::snapshot))
                .with("dataBytes", result.dataBytes())
                .with("storedBytes", result.storedBytes())
                .with("leaseReleased", result.leaseReleased());
    }

    public static Fields pull(String vm, PullResult result) {
        return pulled(new Fields().with("vm", vm), result);
    }

    private static Fields pulled(Fields fields, PullResult result) {
        return fields.with("snapshot", map(result.snapshot(), Results::snapshot))
                .with("changed", result.changed())
                .with("dataBytes", result.dataBytes())
                .with("transferredBytes", result.transferredBytes());
    }

    public static Fields start(String vm, StartResult result) {
        return new Fields()
                .with("vm", vm)
                .with("pushed", map(result.pushed(), pushed -> pushed(new Fields(), pushed)))
                .with("pulled", map(result.pulled(), pulled -> pulled(new Fields(), pulled)))
                .with("leased", result.leased());
    }

    public static Fields stop(String vm, StopResult result) {
        return new Fields()
                .with("vm", vm)
                .with("snapshot", map(result.snapshot(), Results::snapshot))
                .with("pushed", map(result.pushed(), pushed -> pushed(new Fields(), pushed)))
                .with("powerCut", result.powerCut());
    }

    public static Fields resolve(String vm, ResolveResult result) {
        return new Fields()
                .with("vm", vm)
                .with("head", snapshot(result.head()))
                .with("branch", result.branch())
                .with("secondVm", result.secondVm());
    }

    public static Fields delta(String vm, VmDelta delta) {
        return new Fields()
                .with("vm", vm)
                .with("push", list(delta.push(), Results::disk))
                .with("pull", list(delta.pull(), Results::disk))
                .with("estimateSeconds", delta.estimate());
    }

    private static Fields disk(VmDelta.Disk disk) {
        return new Fields()
                .with("disk", disk.target())
                .with("bytes", disk.bytes())
                .with("grains", disk.grains())
                .with("snapshots", disk.snapshots());
    }

    public static Fields verify(VerifyReport report) {
        return new Fields()
                .with("healthy", report.healthy())
                .with("vms", report.vms())
                .with("snapshots", report.snapshots())
                .with("packs", report.packs())
                .with("bytesRead", report.bytesRead())
                .with("problems", report.problems())
                .with("notes", report.notes());
    }

    public static Fields collected(GcReport report, boolean dryRun) {
        return new Fields()
                .with("dryRun", dryRun)
                .with("deletedPacks", report.deletedPacks())
                .with("rewrittenPacks", report.rewrittenPacks())
                .with("freedBytes", report.freedBytes())
                .with("liveBytes", report.liveBytes());
    }

    public static Fields finding(Finding finding) {
        return new Fields()
                .with("level", finding.level())
                .with("subject", finding.subject())
                .with("message", finding.message())
                .with("wayOut", finding.wayOut());
    }

    /** A list of objects. */
    public static <T> List<Map<String, @Nullable Object>> list(List<T> values, Function<T, Fields> form) {
        return values.stream().map(value -> form.apply(value).values()).toList();
    }

    /** An object, or null. */
    public static <T> @Nullable Map<String, @Nullable Object> map(Optional<T> value, Function<T, Fields> form) {
        return value.isPresent() ? form.apply(value.get()).values() : null;
    }
}
