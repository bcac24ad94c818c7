package io.kss.core.transfer;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkLocation;
import io.kss.core.manifest.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A chunk that has to be fetched once, and every place it goes to. */
final class Need {

    private final ChunkId chunk;
    private final @Nullable ChunkLocation location;
    private List<Target> targets = List.of();

    Need(ChunkId chunk, Optional<ChunkLocation> location) {
        this.chunk = chunk;
        this.location = location.orElse(null);
    }

    void add(int position, int region, Piece piece) {
        Target target = new Target(position, region, piece);
        if (targets.isEmpty()) {
            targets = List.of(target);
        } else {
            // Nearly all chunks have one target; of the others, a few have very many.
            targets = targets instanceof ArrayList<Target> many ? many : new ArrayList<>(targets);
            targets.add(target);
        }
    }

    ChunkId chunk() {
        return chunk;
    }

    Optional<ChunkLocation> location() {
        return Optional.ofNullable(location);
    }

    List<Target> targets() {
        return targets;
    }

    /**
     * A place of a chunk.
     *
     * @param position of the region within the delta
     * @param region its index on the disk
     * @param piece which grains
     */
    record Target(int position, int region, Piece piece) {}
}
