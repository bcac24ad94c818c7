package io.kss.cli.render;

import io.kss.core.VmDelta;
import java.util.ArrayList;
import java.util.List;

/** What push or pull would move, as people read it. */
public final class DeltaText {

    private DeltaText() {}

    public static List<String> lines(String vm, VmDelta delta) {
        List<String> lines = new ArrayList<>();
        if (delta.push().isEmpty() && delta.pull().isEmpty()) {
            lines.add(Human.safe(vm) + ": nothing to send, nothing to fetch");
            return lines;
        }
        side(lines, Human.safe(vm) + ": to send", delta.push());
        side(lines, Human.safe(vm) + ": to fetch", delta.pull());
        delta.estimate().ifPresent(time -> lines.add("Estimated time: " + Human.duration(time)));
        return lines;
    }

    private static void side(List<String> lines, String title, List<VmDelta.Disk> disks) {
        if (disks.isEmpty()) {
            return;
        }
        long total = disks.stream().mapToLong(VmDelta.Disk::bytes).sum();
        lines.add(title + ", " + Human.bytes(total) + " before compression");
        TextTable table = new TextTable("DISK", ">CHANGED", ">GRAINS", ">SNAPSHOTS");
        for (VmDelta.Disk disk : disks) {
            table.row(
                    Human.safe(disk.target()),
                    Human.bytes(disk.bytes()),
                    Human.count(disk.grains()),
                    Human.count(disk.snapshots()));
        }
        table.lines().forEach(line -> lines.add("  " + line));
    }
}
