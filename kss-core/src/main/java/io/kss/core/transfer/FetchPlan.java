package io.kss.core.transfer;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkLocation;
import io.kss.core.manifest.Grains;
import io.kss.core.manifest.Piece;
import io.kss.core.manifest.Region;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/** Orders the work of a fetch: every chunk once, in the order of the packs. */
final class FetchPlan {

    /** Reading so much that nobody needs is cheaper than asking again. */
    private static final int LARGEST_GAP = 256 << 10;

    private static final long LONGEST_ZEROES = 1L << 30;

    private final List<Region> delta;
    private final long diskSize;
    private final BitSet done;
    private final List<FetchWork> work = new ArrayList<>();
    private final AtomicIntegerArray left;

    /** @param done indexes of the regions that need nothing */
    FetchPlan(List<Region> delta, long diskSize, BitSet done, ChunkFinder finder) {
        this.delta = delta;
        this.diskSize = diskSize;
        this.done = done;
        this.left = new AtomicIntegerArray(delta.size());
        planZeroes();
        planChunks(finder);
    }

    List<FetchWork> work() {
        return work;
    }

    /** How many pieces of work each region of the delta still waits for. */
    AtomicIntegerArray left() {
        return left;
    }

    private void planZeroes() {
        FetchWork.Zeroes open = null;
        for (int position = 0; position < delta.size(); position++) {
            Region region = delta.get(position);
            if (done.get(region.index())) {
                continue;
            }
            for (GrainRun run : GrainRun.of(region.zero())) {
                long offset = Grains.offset(region.index()) + (long) run.first() * Grains.SIZE;
                long length = Math.min((long) run.count() * Grains.SIZE, diskSize - offset);
                if (length <= 0) {
                    continue;
                }
                left.incrementAndGet(position);
                if (open != null && open.offset() + open.length() == offset && open.length() < LONGEST_ZEROES) {
                    open = new FetchWork.Zeroes(open.offset(), open.length() + length, open.firstPosition(), position);
                } else {
                    add(open);
                    open = new FetchWork.Zeroes(offset, length, position, position);
                }
            }
        }
        add(open);
    }

    private void planChunks(ChunkFinder finder) {
        Map<ChunkId, Need> needs = new HashMap<>();
        for (int position = 0; position < delta.size(); position++) {
            Region region = delta.get(position);
            if (!done.get(region.index())) {
                for (Piece piece : region.pieces()) {
                    left.incrementAndGet(position);
                    needs.computeIfAbsent(piece.chunk(), chunk -> new Need(chunk, finder.expected(chunk)))
                            .add(position, region.index(), piece);
                }
            }
        }
        List<Need> located = new ArrayList<>();
        for (Need need : needs.values()) {
            if (need.location().isPresent()) {
                located.add(need);
            } else {
                work.add(new FetchWork.Stretch(List.of(need)));
            }
        }
        located.sort(Comparator.comparing((Need need) -> at(need).pack())
                .thenComparing(need -> at(need).stored().offset()));
        stretches(located);
    }

    private void stretches(List<Need> located) {
        int first = 0;
        for (int i = 1; i <= located.size(); i++) {
            if (i == located.size() || !together(located.get(first), located.get(i - 1), located.get(i))) {
                work.add(new FetchWork.Stretch(List.copyOf(located.subList(first, i))));
                first = i;
            }
        }
    }

    private static boolean together(Need first, Need last, Need next) {
        return at(first).pack().equals(at(next).pack())
                && at(next).stored().offset() - at(last).stored().end() <= LARGEST_GAP
                && at(next).stored().end() - at(first).stored().offset() <= ChunkReader.STRETCH;
    }

    private static ChunkLocation at(Need need) {
        return need.location().orElseThrow();
    }

    private void add(@Nullable FetchWork item) {
        if (item != null) {
            work.add(item);
        }
    }
}
