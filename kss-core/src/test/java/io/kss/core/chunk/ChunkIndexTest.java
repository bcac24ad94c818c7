package io.kss.core.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChunkIndexTest {

    private final Random random = new Random(1);

    @Test
    void everyChunkOfManyIsFoundAndNoOther() {
        List<PackTable> tables = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            tables.add(table(random.nextInt(300)));
        }
        ChunkIndex index = ChunkIndex.of(tables);

        for (PackTable table : tables) {
            assertThat(index.table(table.pack())).contains(table);
            for (StoredChunk chunk : table.chunks()) {
                assertThat(index.find(chunk.chunk())).contains(new ChunkLocation(table.pack(), chunk));
            }
        }
        for (int i = 0; i < 10_000; i++) {
            assertThat(index.find(chunk())).isEmpty();
        }
        assertThat(index.packs()).hasSize(200).isSorted();
    }

    @Test
    void everyPlaceOfAChunkIsKnown() {
        StoredChunk shared = stored(chunk(), 100);
        List<PackTable> tables = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            PackTable table = table(50);
            List<StoredChunk> more = new ArrayList<>(table.chunks());
            more.add(shared);
            tables.add(new PackTable(table.pack(), more));
        }
        ChunkIndex index = ChunkIndex.of(tables);

        assertThat(index.findAll(shared.chunk()))
                .extracting(ChunkLocation::pack)
                .containsExactlyInAnyOrderElementsOf(index.packs());
        PackId first = index.find(shared.chunk()).orElseThrow().pack();
        ChunkIndex without = index.excluding(Set.of(first), Set.of());
        assertThat(without.findAll(shared.chunk())).hasSize(4);
        assertThat(without.find(shared.chunk()).orElseThrow().pack()).isNotEqualTo(first);
        assertThat(without.packs()).doesNotContain(first);
        assertThat(without.excluding(Set.of(), Set.of(shared.chunk())).find(shared.chunk()))
                .isEmpty();
        assertThat(index.findAll(shared.chunk())).hasSize(5);
    }

    @Test
    void packThatIsNamedTwiceCountsOnce() {
        PackTable table = table(10);
        assertThat(ChunkIndex.of(List.of(table, table)).size()).isEqualTo(10);
    }

    @Test
    void tablesSurviveEncoding() throws Exception {
        List<PackTable> tables = List.of(table(0), table(1), table(500));
        assertThat(PackTableCodec.decode(PackTableCodec.encode(tables), "x")).isEqualTo(tables);
    }

    private PackTable table(int chunks) {
        List<StoredChunk> stored = new ArrayList<>();
        for (int i = 0; i < chunks; i++) {
            stored.add(stored(chunk(), 8 + i * 1000));
        }
        return new PackTable(new PackId(String.format("%032x", random.nextLong() >>> 1)), stored);
    }

    private StoredChunk stored(ChunkId chunk, int offset) {
        return new StoredChunk(
                chunk,
                offset,
                1 + random.nextInt(1000),
                1 + random.nextInt(StoredChunk.MAX_PLAIN),
                random.nextBoolean() ? Encoding.RAW : Encoding.ZSTD);
    }

    private ChunkId chunk() {
        return new ChunkId(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }
}
