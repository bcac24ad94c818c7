package io.kss.core.operation;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.PackId;
import io.kss.core.failure.KssException;
import io.kss.core.gc.Suspects;
import io.kss.core.identity.SnapshotId;
import io.kss.core.journal.PublishedSnapshot;
import io.kss.core.journal.VmState;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Whether the repository still has all that it needs to restore some snapshots (rule P4). */
final class SafeCopies {

    private final RemoteVm remote;

    SafeCopies(RemoteVm remote) {
        this.remote = remote;
    }

    /** Of those that are restore points: every pack with a chunk of theirs is there, and no chunk under suspicion. */
    boolean of(VmState state, Predicate<SnapshotId> wanted) throws KssException, IOException, InterruptedException {
        Store store = remote.store();
        Set<ChunkId> suspects = new Suspects(store.repository().backend()).chunks();
        ChunkIndex index = store.chunks().loadIndex().excluding(Set.of(), suspects);
        Set<PackId> packs = new HashSet<>();
        for (PublishedSnapshot snapshot : state.snapshots().values()) {
            if (wanted.test(snapshot.id())) {
                Set<ChunkId> chunks = new HashSet<>();
                remote.manifests().read(snapshot.manifest()).eachChunk(snapshot.isSuspended(), chunks::add);
                for (ChunkId chunk : chunks) {
                    Optional<PackId> pack = index.find(chunk).map(location -> location.pack());
                    if (pack.isEmpty()) {
                        return false;
                    }
                    packs.add(pack.get());
                }
            }
        }
        return store.chunks().missing(packs).isEmpty();
    }
}
