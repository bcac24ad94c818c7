package io.kss.core.operation;

import io.kss.core.chain.DiskDelta;
import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.ChunkLocation;
import io.kss.core.failure.KssException;
import io.kss.core.manifest.Piece;
import io.kss.core.manifest.Region;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a fetch moves. Of what is written on top of another state no byte is read that a fetch of everything would not
 * read too: both take the chunks of the same state, and each once.
 *
 * @param dataBytes what is written here
 * @param storedBytes the chunks that hold it, as they lie in the store
 */
public record FetchCost(long dataBytes, long storedBytes) {

    static FetchCost of(Map<String, DiskDelta> deltas, Store store)
            throws KssException, IOException, InterruptedException {
        ChunkIndex index = store.chunks().loadIndex();
        Set<ChunkId> chunks = new HashSet<>();
        long data = 0;
        long stored = 0;
        for (DiskDelta delta : deltas.values()) {
            data += delta.dataBytes();
            for (Region region : delta.regions()) {
                for (Piece piece : region.pieces()) {
                    if (chunks.add(piece.chunk())) {
                        stored += length(index.find(piece.chunk()));
                    }
                }
            }
        }
        return new FetchCost(data, stored);
    }

    private static long length(Optional<ChunkLocation> location) {
        return location.isEmpty()
                ? 0
                : location.get().stored().end() - location.get().stored().offset();
    }
}
