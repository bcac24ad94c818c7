package io.kss.cli.render;

import io.kss.core.AdoptResult;
import io.kss.core.BranchView;
import io.kss.core.CloneResult;
import io.kss.core.ForgetResult;
import io.kss.core.RevertResult;
import io.kss.core.SnapshotView;
import io.kss.core.VmDelta;
import java.util.ArrayList;
import java.util.List;

/** Older states, branches and second VMs, as people read them. */
public final class GoingBackText {

    private final SnapshotText snapshots;
    private final ResultText results;

    public GoingBackText(Times times) {
        this.snapshots = new SnapshotText(times);
        this.results = new ResultText(times);
    }

    public List<String> revert(String vm, RevertResult result) {
        List<String> lines = new ArrayList<>();
        result.pushed().ifPresent(pushed -> lines.addAll(results.push(vm, pushed)));
        String old = SnapshotText.shortId(result.revertedTo().id());
        lines.add(Human.safe(vm) + ": "
                + (result.changed()
                        ? "back at " + old + ", as the new snapshot " + snapshots.line(result.head())
                        : "the newest snapshot is equal to " + old + " already")
                + (result.dataBytes() == 0 ? "" : "; fetched " + Human.bytes(result.dataBytes())));
        return lines;
    }

    public List<String> cloned(String vm, CloneResult result) {
        String name = Human.safe(result.name());
        List<String> lines = new ArrayList<>();
        lines.add(name + ": a VM of its own, begins as " + Human.safe(vm) + " at " + snapshots.line(result.from())
                + (result.dataBytes() == 0 ? "; everything was here" : "; fetched " + Human.bytes(result.dataBytes())));
        if (!result.emptyDisks().isEmpty()) {
            String disks = Human.safe(String.join(", ", result.emptyDisks()));
            lines.add("Empty, because local-only: " + disks + ". To keep it so, set local-only-disks in [vm." + name
                    + "] before the first push.");
        }
        return lines;
    }

    /** One line each. */
    public List<String> branches(String vm, List<BranchView> branches) {
        if (branches.isEmpty()) {
            return List.of(Human.safe(vm) + ": no branches");
        }
        TextTable table = new TextTable("BRANCH", "TIP", "HOST", "TIME", ">SNAPSHOTS", ">CHANGED", ">DIFFERS");
        for (BranchView branch : branches) {
            SnapshotView tip = branch.tip();
            table.row(
                    Human.safe(branch.name()),
                    SnapshotText.shortId(tip.id()),
                    Human.safe(tip.host()),
                    snapshots.time(tip),
                    Human.count(branch.snapshots().size()),
                    Human.bytes(branch.dataBytes()),
                    Human.bytes(differences(branch)));
        }
        return table.lines();
    }

    /** All there is to say about one. */
    public List<String> branch(BranchView branch) {
        List<String> lines = new ArrayList<>();
        lines.add("branch " + Human.safe(branch.name()));
        lines.add("  leaves the head's history "
                + branch.forkedFrom()
                        .map(fork -> "after " + SnapshotText.shortId(fork) + ", which has "
                                + Human.counted(branch.headSnapshots(), "snapshot") + " since")
                        .orElse("at no point: they have nothing in common"));
        lines.add("  has " + Human.counted(branch.snapshots().size(), "snapshot") + " of its own, "
                + Human.bytes(branch.dataBytes()) + " of changes, " + Human.bytes(branch.storedBytes())
                + " in the store:");
        branch.snapshots().forEach(snapshot -> lines.add("    " + snapshots.line(snapshot)));
        lines.add("  differs from the head:");
        for (VmDelta.Disk disk : branch.differences()) {
            lines.add("    " + Human.safe(disk.target()) + ": "
                    + (disk.grains() == 0
                            ? "nothing"
                            : Human.bytes(disk.bytes()) + " in " + Human.counted(disk.grains(), "grain")));
        }
        return lines;
    }

    public List<String> adopted(String vm, String branch, AdoptResult result) {
        List<String> lines = new ArrayList<>();
        result.pushed().ifPresent(pushed -> lines.addAll(results.push(vm, pushed)));
        lines.add(Human.safe(vm) + ": the branch " + Human.safe(branch) + " is the newest now ("
                + snapshots.line(result.head()) + "); the former is kept as branch "
                + Human.safe(result.formerHead()));
        lines.add("The next kss start or kss pull fetches it.");
        return lines;
    }

    public List<String> deleted(String vm, BranchView branch) {
        return List.of(
                Human.safe(vm) + ": gave up the branch " + Human.safe(branch.name()),
                "kss gc frees up to " + Human.bytes(branch.storedBytes()) + " on the store.");
    }

    public List<String> forgotten(ForgetResult result) {
        String vm = Human.safe(result.name());
        return List.of(
                vm + ": not managed here any more; its "
                        + Human.counted(result.files().size(), "file") + " and the repository stay as they are",
                "kss push " + vm + " or kss pull " + vm + " would begin again.");
    }

    private static long differences(BranchView branch) {
        return branch.differences().stream().mapToLong(VmDelta.Disk::bytes).sum();
    }
}
