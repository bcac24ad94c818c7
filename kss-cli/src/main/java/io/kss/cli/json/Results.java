package io.kss.cli.json;

import io.kss.cli.failure.Refusal;
import io.kss.core.AdoptResult;
import io.kss.core.BranchView;
import io.kss.core.CloneResult;
import io.kss.core.Finding;
import io.kss.core.ForgetResult;
import io.kss.core.GcReport;
import io.kss.core.MergeResult;
import io.kss.core.PullResult;
import io.kss.core.PushResult;
import io.kss.core.ResolveResult;
import io.kss.core.RevertResult;
import io.kss.core.SnapshotPush;
import io.kss.core.SnapshotView;
import io.kss.core.StartResult;
import io.kss.core.StopResult;
import io.kss.core.StoreReport;
import io.kss.core.SuspendResult;
import io.kss.core.Suspended;
import io.kss.core.TakeoverOutlook;
import io.kss.core.TakeoverResult;
import io.kss.core.VerifyReport;
import io.kss.core.VmDelta;
import io.kss.core.VmStatus;
import io.kss.core.WatchEvent;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.Lease;
import io.kss.core.storecheck.Speed;
import io.kss.core.workspace.BackgroundPush;
import io.kss.spi.hypervisor.MoveObstacle;
import java.nio.file.Path;
import java.time.Duration;
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
                .with("background", map(status.background(), Results::background))
                .with("suspended", map(status.suspended(), Results::suspended))
                .with("next", status.next());
    }

    private static Fields suspended(Suspended suspended) {
        return new Fields()
                .with("snapshot", snapshot(suspended.snapshot()))
                .with("memoryBytes", suspended.memoryBytes())
                .with("memoryHere", suspended.memoryHere());
    }

    /** Work that was done with nobody looking on. */
    public static Fields background(BackgroundPush push) {
        return new Fields()
                .with("time", push.time())
                .with("outcome", push.outcome())
                .with("message", push.message())
                .with("waysOut", push.waysOut());
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
                .with("labels", snapshot.labels())
                .with("consistency", snapshot.consistency());
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

    public static Fields created(String vm, SnapshotPush result) {
        return new Fields()
                .with("vm", vm)
                .with("snapshot", map(result.snapshot(), Results::snapshot))
                .with("pushed", pushed(new Fields(), result.pushed()));
    }

    public static Fields watched(String vm, WatchEvent event) {
        if (event instanceof WatchEvent.Sent sent) {
            return created(vm, sent.result())
                    .with("kind", "sent")
                    .with("time", sent.time())
                    .with("merged", sent.ended() + sent.result().pushed().ended())
                    .with("mergedHere", sent.mergedHere());
        }
        if (event instanceof WatchEvent.Failed failed) {
            return new Fields()
                    .with("vm", vm)
                    .with("kind", "failed")
                    .with("time", failed.time())
                    .with("refused", Documents.fields(Refusal.of(failed.failure())))
                    .with("next", failed.next());
        }
        return new Fields().with("vm", vm).with("kind", "stopped").with("time", event.time());
    }

    public static Fields push(String vm, PushResult result) {
        return pushed(new Fields().with("vm", vm), result);
    }

    private static Fields pushed(Fields fields, PushResult result) {
        return fields.with("published", list(result.published(), Results::snapshot))
                .with("dataBytes", result.dataBytes())
                .with("storedBytes", result.storedBytes())
                .with("leaseReleased", result.leaseReleased())
                .with("merged", result.ended());
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
                .with("leased", result.leased())
                .with("memory", result.memory())
                .with("memoryBytes", result.memoryBytes())
                .with("memoryTransferred", result.memoryTransferred());
    }

    public static Fields stop(String vm, StopResult result) {
        return new Fields()
                .with("vm", vm)
                .with("snapshot", map(result.snapshot(), Results::snapshot))
                .with("pushed", map(result.pushed(), pushed -> pushed(new Fields(), pushed)))
                .with("powerCut", result.powerCut());
    }

    public static Fields suspend(String vm, SuspendResult result) {
        return new Fields()
                .with("vm", vm)
                .with("snapshot", snapshot(result.snapshot()))
                .with("memoryBytes", result.memoryBytes())
                .with("pushed", pushed(new Fields(), result.pushed()));
    }

    public static Fields takeover(String vm, TakeoverResult result) {
        return new Fields()
                .with("vm", vm)
                .with("from", result.from())
                .with("fetchedBytes", result.fetchedBytes())
                .with("memoryBytes", result.memoryBytes())
                .with("diskBytes", result.diskBytes())
                .with("downtimeMillis", result.downtime().toMillis())
                .with("slowedPercent", result.slowedPercent());
    }

    public static Fields takeoverCheck(String vm, String from, TakeoverOutlook outlook) {
        return new Fields()
                .with("vm", vm)
                .with("from", from)
                .with("obstacles", list(outlook.findings(), Results::obstacle))
                .with("memoryBytes", outlook.memoryBytes())
                .with("layerBytes", outlook.layerBytes())
                .with("fetchBytes", outlook.fetchBytes())
                .with(
                        "bytesPerSecond",
                        outlook.bytesPerSecond().isPresent()
                                ? outlook.bytesPerSecond().getAsLong()
                                : null)
                .with(
                        "crossingMillis",
                        outlook.crossing().map(Duration::toMillis).orElse(null))
                .with("clockAheadMillis", outlook.clockAhead().toMillis());
    }

    private static Fields obstacle(MoveObstacle obstacle) {
        return new Fields()
                .with("subject", obstacle.subject())
                .with("blocking", obstacle.blocking())
                .with("what", obstacle.what())
                .with("remedy", obstacle.remedy());
    }

    public static Fields resolve(String vm, ResolveResult result) {
        return new Fields()
                .with("vm", vm)
                .with("head", snapshot(result.head()))
                .with("branch", result.branch())
                .with("secondVm", result.secondVm());
    }

    public static Fields revert(String vm, RevertResult result) {
        return new Fields()
                .with("vm", vm)
                .with("head", snapshot(result.head()))
                .with("revertedTo", snapshot(result.revertedTo()))
                .with("pushed", map(result.pushed(), pushed -> pushed(new Fields(), pushed)))
                .with("changed", result.changed())
                .with("dataBytes", result.dataBytes())
                .with("transferredBytes", result.transferredBytes());
    }

    public static Fields cloned(String vm, CloneResult result) {
        return new Fields()
                .with("vm", vm)
                .with("newVm", result.name())
                .with("snapshot", snapshot(result.from()))
                .with("emptyDisks", result.emptyDisks())
                .with("dataBytes", result.dataBytes())
                .with("transferredBytes", result.transferredBytes());
    }

    public static Fields branches(String vm, List<BranchView> branches) {
        return new Fields().with("vm", vm).with("branches", list(branches, Results::branch));
    }

    public static Fields branch(BranchView branch) {
        return new Fields()
                .with("name", branch.name())
                .with("tip", snapshot(branch.tip()))
                .with("forkedFrom", branch.forkedFrom().map(SnapshotId::value))
                .with("snapshots", list(branch.snapshots(), Results::snapshot))
                .with("headSnapshots", branch.headSnapshots())
                .with("dataBytes", branch.dataBytes())
                .with("storedBytes", branch.storedBytes())
                .with("differences", list(branch.differences(), Results::disk));
    }

    public static Fields adopted(String vm, AdoptResult result) {
        return new Fields()
                .with("vm", vm)
                .with("head", snapshot(result.head()))
                .with("formerHead", result.formerHead())
                .with("pushed", map(result.pushed(), pushed -> pushed(new Fields(), pushed)));
    }

    public static Fields forgotten(ForgetResult result) {
        return new Fields()
                .with("vm", result.name())
                .with("files", result.files().stream().map(Path::toString).toList());
    }

    public static Fields delta(String vm, VmDelta delta) {
        return new Fields()
                .with("vm", vm)
                .with("push", list(delta.push(), Results::disk))
                .with("pull", list(delta.pull(), Results::disk))
                .with("estimateSeconds", delta.estimate())
                .with("ways", list(delta.ways(), Results::way));
    }

    private static Fields way(VmDelta.Way way) {
        return new Fields()
                .with("way", way.kind())
                .with("bytes", way.bytes())
                .with("storedBytes", way.stored().isPresent() ? way.stored().getAsLong() : null)
                .with("estimateSeconds", way.time())
                .with("chosen", way.chosen());
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

    public static Fields merged(String vm, MergeResult result, boolean dryRun) {
        return new Fields()
                .with("vm", vm)
                .with("dryRun", dryRun)
                .with("ended", list(result.ended(), Results::snapshot))
                .with("revised", list(result.revised(), Results::snapshot))
                .with("writtenBytes", result.writtenBytes())
                .with("mergedHere", result.mergedHere());
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

    public static Fields checked(StoreReport report) {
        return new Fields()
                .with("store", report.store())
                .with("fit", report.fit())
                .with("findings", list(report.findings(), Results::finding))
                .with("speed", map(report.speed(), Results::speed));
    }

    private static Fields speed(Speed speed) {
        return new Fields()
                .with("objectBytes", speed.objectBytes())
                .with("connections", speed.connections())
                .with("writeBytesPerSecond", speed.write())
                .with("parallelWriteBytesPerSecond", speed.parallelWrite())
                .with("readBytesPerSecond", speed.read())
                .with("parallelReadBytesPerSecond", speed.parallelRead())
                .with("latencies", list(speed.latencies(), Results::latency));
    }

    private static Fields latency(Speed.Latency latency) {
        return new Fields()
                .with("operation", latency.operation())
                .with("medianSeconds", latency.median())
                .with("slowestSeconds", latency.slowest())
                .with("samples", latency.samples());
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
