package io.kss.core.verify;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.PackId;
import io.kss.core.chunk.PackReport;
import io.kss.core.failure.KssException;
import java.util.List;
import java.util.Set;

/**
 * What was found about a pack.
 *
 * @param pack which
 * @param whole whether it is there, complete, and can say itself what it holds; otherwise all of it is at risk
 * @param problems one sentence each; empty if nothing is wrong
 * @param damaged chunks that can't be had from it
 */
record Condition(PackId pack, boolean whole, List<String> problems, Set<ChunkId> damaged) {

    static Condition sound(PackId pack) {
        return new Condition(pack, true, List.of(), Set.of());
    }

    static Condition broken(PackId pack, String problem) {
        return new Condition(pack, false, List.of(problem), Set.of());
    }

    static Condition of(PackReport report) {
        boolean whole =
                report.problems().stream().allMatch(problem -> problem.facts().containsKey("chunk"));
        return new Condition(
                report.pack(),
                whole,
                report.problems().stream().map(KssException::message).toList(),
                report.damaged());
    }

    /** Whether a chunk that is said to be in it can be relied on. */
    boolean holds(ChunkId chunk) {
        return whole && !damaged.contains(chunk);
    }

    boolean isSound() {
        return problems.isEmpty();
    }
}
