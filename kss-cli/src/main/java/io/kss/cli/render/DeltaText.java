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
        for (VmDelta.Way way : delta.ways()) {
            if (way.chosen()) {
                lines.add(text(way) + other(way, delta.ways()));
            }
        }
        return lines;
    }

    /** How much cheaper, or not, the other way of the same direction is. */
    private static String other(VmDelta.Way chosen, List<VmDelta.Way> ways) {
        return ways.stream()
                .filter(way -> !way.chosen() && isPush(way) == isPush(chosen))
                .map(way -> way.bytes() < chosen.bytes()
                        ? "; " + lowerFirst(text(way)) + " would be less"
                        : "; " + lowerFirst(text(way)) + " would not be less")
                .findFirst()
                .orElse("");
    }

    private static boolean isPush(VmDelta.Way way) {
        return way.kind() == VmDelta.Kind.PUSH_EACH_SNAPSHOT || way.kind() == VmDelta.Kind.PUSH_MERGED;
    }

    private static String text(VmDelta.Way way) {
        String what = switch (way.kind()) {
            case PUSH_EACH_SNAPSHOT -> "Sending each snapshot: ";
            case PUSH_MERGED -> "Sending only the newest state: ";
            case PULL_CHANGES -> "Fetching what changed: ";
            case PULL_EVERYTHING -> "Fetching everything: ";
        };
        String stored =
                way.stored().isPresent() ? ", " + Human.bytes(way.stored().getAsLong()) + " from the store" : "";
        return what
                + Human.bytes(way.bytes())
                + stored
                + way.time().map(time -> ", " + Human.duration(time)).orElse("");
    }

    private static String lowerFirst(String text) {
        return Character.toLowerCase(text.charAt(0)) + text.substring(1);
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
