package io.kss.core.transfer;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkLocation;
import io.kss.core.manifest.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A chunk that has to be fetched once, and every place it goes to. */
final class Need {

    private final ChunkId chunk;
    private final Optional<ChunkLocation> location;
    private final List<Target> targets = new ArrayList<>(1);

    Need(ChunkId chunk, Optional<ChunkLocation> location) {
        this.chunk = chunk;
        this.location = location;
    }

    void add(int position, int region, Piece piece) {
        targets.add(new Target(position, region, piece));
    }

    ChunkId chunk() {
        return chunk;
    }

    Optional<ChunkLocation> location() {
        return location;
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
