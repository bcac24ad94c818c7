package io.kss.cli.render;

import io.kss.core.TakeoverOutlook;
import io.kss.core.TakeoverResult;
import io.kss.spi.hypervisor.MoveObstacle;
import java.util.ArrayList;
import java.util.List;

/** What a takeover did, or would meet. */
public final class TakeoverText {

    private TakeoverText() {}

    public static List<String> done(String vm, TakeoverResult result) {
        List<String> lines = new ArrayList<>();
        if (result.memoryBytes() == 0 && result.downtime().isZero()) {
            lines.add(Human.safe(vm) + ": had arrived from " + Human.safe(result.from()) + " already, and runs here");
            return lines;
        }
        if (result.fetchedBytes() > 0) {
            lines.add(Human.safe(vm) + ": fetched " + Human.bytes(result.fetchedBytes()) + " while it ran on");
        }
        lines.add(Human.safe(vm) + ": runs here, came from " + Human.safe(result.from()) + " with "
                + Human.bytes(result.memoryBytes()) + " of memory and " + Human.bytes(result.diskBytes())
                + " of disks; the guest stood still for " + result.downtime().toMillis() + " ms");
        if (result.slowedPercent() > 0) {
            lines.add(Human.safe(vm) + ": it was slowed down by up to " + result.slowedPercent()
                    + " % on the way, because it changed its memory about as fast as that could cross");
        }
        return lines;
    }

    /** What there is to know before. */
    public static List<String> postCopy(String vm) {
        return List.of(
                Human.safe(vm)
                        + ": with post-copy its memory is on both hosts for a while. If the link is cut then, it waits"
                        + " until kss takeover has mended that;",
                "  if a host is lost for good then, it boots anew: its disks are all here, what was only in its memory is gone");
    }

    public static List<String> alreadyHere(String vm) {
        return List.of(Human.safe(vm) + ": runs here already");
    }

    public static List<String> goesOn(String vm) {
        return List.of(Human.safe(vm) + ": stood still here because a write found no room; it goes on");
    }

    public static List<String> check(String vm, String from, TakeoverOutlook outlook) {
        List<String> lines = new ArrayList<>();
        if (outlook.findings().isEmpty()) {
            lines.add(Human.safe(vm) + ": nothing is in the way of taking it over from " + Human.safe(from));
        }
        lines.add(Human.safe(vm) + ": by the store come about " + Human.bytes(outlook.fetchBytes())
                + " that this host lacks, and the " + Human.bytes(outlook.layerBytes())
                + " written since the newest snapshot; from host to host " + Human.bytes(outlook.memoryBytes())
                + " of memory and what changes meanwhile");
        lines.add(Human.safe(vm) + ": " + time(outlook));
        for (MoveObstacle obstacle : outlook.findings()) {
            lines.add((obstacle.blocking() ? "blocks: " : "note: ") + Human.safe(obstacle.what()));
            lines.add("  " + Human.safe(obstacle.remedy()));
        }
        return lines;
    }

    private static String time(TakeoverOutlook outlook) {
        if (outlook.crossing().isEmpty()) {
            return "how long that takes is not known: nothing could be measured from host to host";
        }
        return "its memory needs about "
                + Math.max(1, (outlook.crossing().get().toMillis() + 500) / 1000)
                + " s, at " + Human.bytes(outlook.bytesPerSecond().orElse(0))
                + "/s as just measured for a second or as allowed; less where it is empty, more if the guest is busy";
    }
}
