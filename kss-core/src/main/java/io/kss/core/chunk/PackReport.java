package io.kss.core.chunk;

import io.kss.core.failure.KssException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was found when a whole pack was read.
 *
 * @param pack which
 * @param size its bytes; 0 if it could not be read
 * @param table what it holds, by its own footer or else by the index
 * @param problems each of them {@code DAMAGED}; empty if every chunk can be had as it was sent
 * @param damaged the chunks that can't be had from this pack
 */
public record PackReport(
        PackId pack, long size, Optional<PackTable> table, List<KssException> problems, Set<ChunkId> damaged) {

    public PackReport {
        problems = List.copyOf(problems);
        damaged = Set.copyOf(damaged);
    }

    public boolean isSound() {
        return problems.isEmpty();
    }
}
