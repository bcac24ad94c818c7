package io.kss.cli.render;

import io.kss.core.Finding;
import io.kss.core.GcReport;
import io.kss.core.PullResult;
import io.kss.core.PushResult;
import io.kss.core.ResolveResult;
import io.kss.core.StartResult;
import io.kss.core.StopResult;
import io.kss.core.SuspendResult;
import io.kss.core.VerifyReport;
import io.kss.core.operation.MemoryUse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a command did, as people read it: a line or two. */
public final class ResultText {

    private final SnapshotText snapshots;

    public ResultText(Times times) {
        this.snapshots = new SnapshotText(times);
    }

    public List<String> push(String vm, PushResult result) {
        if (result.published().isEmpty()) {
            return List.of(Human.safe(vm) + ": everything is in the repository already" + released(result));
        }
        return List.of(Human.safe(vm) + ": sent "
                + Human.counted(result.published().size(), "snapshot") + ", "
                + Human.bytes(result.dataBytes()) + " of changes, " + Human.bytes(result.storedBytes())
                + " added to the store" + released(result));
    }

    public List<String> repair(String vm, PushResult result) {
        return List.of(Human.safe(vm) + ": "
                + (result.storedBytes() == 0
                        ? "nothing was missing from the store"
                        : "sent " + Human.bytes(result.storedBytes()) + " again"));
    }

    public List<String> pull(String vm, PullResult result) {
        String name = Human.safe(vm);
        if (result.snapshot().isEmpty()) {
            return List.of(name + ": the repository has nothing of it yet");
        }
        String stands = snapshots.line(result.snapshot().get());
        if (!result.changed()) {
            return List.of(name + ": already the newest (" + stands + ")");
        }
        return List.of(name + ": fetched " + Human.bytes(result.dataBytes()) + ", "
                + Human.bytes(result.transferredBytes()) + " over the wire; now at " + stands);
    }

    public List<String> start(String vm, StartResult result) {
        List<String> lines = new ArrayList<>();
        result.pushed().ifPresent(pushed -> lines.addAll(push(vm, pushed)));
        result.pulled().filter(PullResult::changed).ifPresent(pulled -> lines.addAll(pull(vm, pulled)));
        if (result.memoryBytes() > 0) {
            lines.add(Human.safe(vm) + ": fetched " + Human.bytes(result.memoryBytes()) + " of memory, "
                    + Human.bytes(result.memoryTransferred()) + " over the wire");
        }
        if (result.memory() == MemoryUse.USED_BEFORE) {
            lines.add(Human.safe(vm)
                    + ": its saved memory was used by an earlier start, which was cut short; it boots from"
                    + " its disks");
        }
        lines.add(Human.safe(vm) + ": running"
                + (result.memory() == MemoryUse.RESUMED ? ", where it was" : "")
                + (result.memory() == MemoryUse.DISCARDED ? ", booted; its saved memory was given up" : "")
                + (result.leased()
                        ? ""
                        : ", without the lease: if another host starts it too, one side becomes a branch"));
        return lines;
    }

    public List<String> stop(String vm, StopResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(Human.safe(vm) + ": off"
                + (result.powerCut() ? " (the power was cut)" : "")
                + result.snapshot()
                        .map(snapshot -> ", snapshot " + SnapshotText.shortId(snapshot.id()))
                        .orElse(", nothing had changed"));
        result.pushed()
                .ifPresentOrElse(
                        pushed -> lines.addAll(push(vm, pushed)),
                        () -> lines.add(Human.safe(vm) + ": not sent; this host keeps the lease"));
        return lines;
    }

    public List<String> suspend(String vm, SuspendResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(Human.safe(vm) + ": suspended with " + Human.bytes(result.memoryBytes()) + " of memory, snapshot "
                + SnapshotText.shortId(result.snapshot().id()));
        lines.addAll(push(vm, result.pushed()));
        return lines;
    }

    public List<String> resolve(String vm, ResolveResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(Human.safe(vm) + ": goes on from " + snapshots.line(result.head())
                + "; the other side is kept as branch " + Human.safe(result.branch()));
        result.secondVm().ifPresent(second -> lines.add("The local side is also here as VM " + Human.safe(second)));
        return lines;
    }

    public List<String> verify(VerifyReport report) {
        List<String> lines = new ArrayList<>();
        report.problems().forEach(problem -> lines.add("damaged: " + Human.safe(problem)));
        report.notes().forEach(note -> lines.add("note: " + Human.safe(note)));
        lines.add((report.healthy()
                        ? "No problems: "
                        : Human.counted(report.problems().size(), "problem") + " in ")
                + Human.counted(report.vms(), "VM") + ", "
                + Human.counted(report.snapshots(), "snapshot") + ", "
                + Human.counted(report.packs(), "pack")
                + (report.bytesRead() == 0 ? "" : "; " + Human.bytes(report.bytesRead()) + " read and compared"));
        return lines;
    }

    public List<String> collected(GcReport report, boolean dryRun) {
        return List.of((dryRun ? "Would free " : "Freed ") + Human.bytes(report.freedBytes()) + ": "
                + Human.counted(report.deletedPacks(), "pack") + " deleted, "
                + Human.counted(report.rewrittenPacks(), "pack") + " rewritten; "
                + Human.bytes(report.liveBytes()) + " in use");
    }

    public List<String> findings(List<Finding> findings) {
        TextTable table = new TextTable("CHECK", "RESULT", "");
        for (Finding finding : findings) {
            table.row(
                    Human.safe(finding.subject()),
                    switch (finding.level()) {
                        case OK -> "ok";
                        case WARNING -> "warning";
                        case PROBLEM -> "PROBLEM";
                    },
                    Human.safe(finding.message()));
        }
        Stream<String> ways = findings.stream()
                .flatMap(finding ->
                        finding.wayOut().stream().map(way -> Human.safe(finding.subject()) + ": " + Human.safe(way)));
        List<String> lines = new ArrayList<>(table.lines().stream().skip(1).toList());
        List<String> wayLines = ways.toList();
        if (!wayLines.isEmpty()) {
            lines.add("What to do:");
            wayLines.forEach(way -> lines.add("  " + way));
        }
        return lines;
    }

    private static String released(PushResult result) {
        return (result.leaseReleased() ? "; the lease is free" : "")
                + (result.ended() == 0
                        ? ""
                        : "; " + Human.counted(result.ended(), "older snapshot") + " merged into newer ones");
    }
}
