package io.kss.core;

import java.util.List;

/**
 * What merging did, or would do.
 *
 * @param ended snapshots that are no restore points any more, newest first; what they changed is in the next newer ones
 * @param revised snapshots that stay and were described anew, because they stood on one that ended
 * @param writtenBytes size of the new descriptions; disk data does not move
 * @param mergedHere how many snapshots have no layers of their own on this host any more; what they held is in a newer
 *     layer
 */
public record MergeResult(List<SnapshotView> ended, List<SnapshotView> revised, long writtenBytes, int mergedHere) {

    /** One that left this host's layers alone. */
    public MergeResult(List<SnapshotView> ended, List<SnapshotView> revised, long writtenBytes) {
        this(ended, revised, writtenBytes, 0);
    }

    public MergeResult {
        ended = List.copyOf(ended);
        revised = List.copyOf(revised);
    }
}
