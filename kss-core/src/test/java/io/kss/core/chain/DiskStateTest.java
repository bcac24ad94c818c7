package io.kss.core.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.chunk.ChunkId;
import io.kss.core.identity.DiskId;
import io.kss.core.manifest.DiskLayer;
import io.kss.core.manifest.Piece;
import io.kss.core.manifest.Region;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiskStateTest {

    private static final long MIB = 1 << 20;
    private static final ChunkId A = new ChunkId(0, 0, 0, 1);
    private static final ChunkId B = new ChunkId(0, 0, 0, 2);

    @Test
    void l4ShrinkingAndGrowingAgainDoesNotBringBackOldData() {
        DiskState full = DiskState.compose(DiskState.NONE, layer(16 * MIB, data(2, A, -1)));
        DiskState small = DiskState.compose(full, layer(4 * MIB));
        DiskState grown = DiskState.compose(small, layer(16 * MIB));
        assertThat(grown.regions()).isEmpty();
        assertThat(DiskState.delta(full, grown).regions()).containsExactly(new Region(2, -1, List.of()));
        assertThat(DiskState.delta(small, grown).isEmpty()).isTrue();
    }

    @Test
    void zeroOverNothingIsNothing() {
        DiskState zeroed = DiskState.compose(DiskState.NONE, layer(16 * MIB, new Region(1, 0xff, List.of())));
        assertThat(zeroed.regions()).isEmpty();
    }

    @Test
    void newerGrainsWinAndOlderOnesRemain() {
        DiskState below = DiskState.compose(DiskState.NONE, layer(16 * MIB, data(0, A, 0xff)));
        DiskState above = DiskState.compose(below, layer(16 * MIB, data(0, B, 0x0f)));
        assertThat(above.regions())
                .containsExactly(new Region(0, 0, List.of(new Piece(B, 0x0f, 0x0f), new Piece(A, 0xff, 0xf0))));
        assertThat(DiskState.delta(above, below).regions())
                .containsExactly(new Region(0, 0, List.of(new Piece(A, 0xff, 0x0f))));
    }

    @Test
    void oneGrainAtAnotherPositionOfTheSameChunkDiffers() {
        DiskState one =
                DiskState.compose(DiskState.NONE, layer(16 * MIB, new Region(0, 0, List.of(new Piece(A, 3, 2)))));
        DiskState other =
                DiskState.compose(DiskState.NONE, layer(16 * MIB, new Region(0, 0, List.of(new Piece(A, 2, 2)))));
        assertThat(DiskState.delta(one, other).isEmpty()).isFalse();
        assertThat(DiskState.delta(one, one).isEmpty()).isTrue();
    }

    @Test
    void growthWithinTheLastGrainNeedsNoWriting() {
        DiskState small = DiskState.compose(DiskState.NONE, layer(100_000, data(0, A, 3)));
        DiskState grown = DiskState.compose(small, layer(120_000));
        assertThat(DiskState.delta(small, grown).isEmpty()).isTrue();
        assertThat(DiskState.delta(DiskState.NONE, grown).tails()).containsExactly(new DiskDelta.Tail(100_000, 20_000));
    }

    @Test
    void grainCutByShrinkingIsWrittenAgainWithItsEndZeroed() {
        DiskState full = DiskState.compose(DiskState.NONE, layer(16 * MIB, data(0, A, 3)));
        DiskState grown = DiskState.compose(DiskState.compose(full, layer(100_000)), layer(16 * MIB));
        DiskDelta delta = DiskState.delta(full, grown);
        assertThat(delta.regions()).containsExactly(new Region(0, 0, List.of(new Piece(A, 3, 2))));
        assertThat(delta.tails()).containsExactly(new DiskDelta.Tail(100_000, 2 * 65536 - 100_000));
    }

    @Test
    void grainThatALaterLayerNamesIsNotCutAnyMore() {
        DiskState full = DiskState.compose(DiskState.NONE, layer(16 * MIB, data(0, A, 3)));
        DiskState grown = DiskState.compose(DiskState.compose(full, layer(100_000)), layer(16 * MIB, data(0, B, 2)));
        assertThat(DiskState.delta(full, grown).tails()).isEmpty();
    }

    private static Region data(int index, ChunkId chunk, long mask) {
        return new Region(index, 0, List.of(new Piece(chunk, mask, mask)));
    }

    private static DiskLayer layer(long size, Region... regions) {
        return new DiskLayer(new DiskId("d".repeat(32)), "vda", size, List.of(regions));
    }
}
