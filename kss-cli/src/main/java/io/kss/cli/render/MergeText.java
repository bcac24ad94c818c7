package io.kss.cli.render;

import io.kss.core.MergeResult;
import io.kss.core.SnapshotView;
import java.util.ArrayList;
import java.util.List;

/** What merging snapshots came to, as people read it. */
public final class MergeText {

    private final SnapshotText snapshots;

    public MergeText(SnapshotText snapshots) {
        this.snapshots = snapshots;
    }

    public List<String> lines(String vm, MergeResult result, boolean dryRun) {
        String name = Human.safe(vm);
        List<String> lines = new ArrayList<>();
        if (result.mergedHere() > 0) {
            lines.add(name + ": the layers of " + Human.counted(result.mergedHere(), "snapshot")
                    + " merged on this host; their files go with one of the next runs");
        }
        if (result.ended().isEmpty()) {
            return lines.isEmpty() ? List.of(name + ": nothing to merge") : lines;
        }
        for (SnapshotView ended : result.ended()) {
            lines.add(name + ": " + (dryRun ? "would end " : "ended ") + snapshots.line(ended));
        }
        lines.add(name + ": " + Human.counted(result.ended().size(), "snapshot") + " merged into newer ones, "
                + Human.bytes(result.writtenBytes()) + (dryRun ? " to write" : " written") + "; kss gc "
                + (dryRun ? "would then free" : "frees") + " what only they needed");
        return lines;
    }
}
