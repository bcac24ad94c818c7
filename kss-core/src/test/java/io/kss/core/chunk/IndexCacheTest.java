package io.kss.core.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.transfer.HeapStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexCacheTest {

    @TempDir
    Path folder;

    private final HeapStore backend = new HeapStore();
    private final Random random = new Random(1);

    @Test
    void objectThatIsKnownLocallyIsNotReadAgain() throws Exception {
        ChunkStore store = store();
        store.writeIndex(List.of(table()));
        store.writeIndex(List.of(table()));
        assertThat(store.loadIndex().packs()).hasSize(2);
        int reads = backend.reads.get();

        assertThat(store.loadIndex().packs()).hasSize(2);
        store.writeIndex(List.of(table()));
        assertThat(store.loadIndex().packs()).hasSize(3);

        assertThat(backend.reads.get()).isEqualTo(reads + 1);
    }

    @Test
    void damagedLocalCopyIsReplaced() throws Exception {
        ChunkStore store = store();
        store.writeIndex(List.of(table()));
        ChunkIndex index = store.loadIndex();
        try (var files = Files.list(folder.resolve("index"))) {
            Files.write(files.findFirst().orElseThrow(), new byte[] {1, 2, 3});
        }
        assertThat(store.loadIndex().packs()).isEqualTo(index.packs());
        int reads = backend.reads.get();
        assertThat(store.loadIndex().packs()).isEqualTo(index.packs());
        assertThat(backend.reads.get()).isEqualTo(reads);
    }

    @Test
    void objectsThatLeftTheStoreAreForgotten() throws Exception {
        ChunkStore store = store();
        store.writeIndex(List.of(table()));
        ChunkIndex old = store.loadIndex();
        store.replaceIndex(old);
        store.loadIndex();
        try (var files = Files.list(folder.resolve("index"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void cacheThatCanNotBeWrittenCostsNothingButTime() throws Exception {
        Files.createFile(folder.resolve("index"));
        ChunkStore store = store();
        store.writeIndex(List.of(table()));
        assertThat(store.loadIndex().packs()).hasSize(1);
    }

    private ChunkStore store() {
        return new ChunkStore(
                backend,
                () -> String.format("%032x", random.nextLong() >>> 1),
                IndexCache.directory(folder.resolve("index")));
    }

    private PackTable table() {
        ChunkId chunk = new ChunkId(random.nextLong(), 2, 3, 4);
        PackId pack = new PackId(String.format("%032x", random.nextLong() >>> 1));
        return new PackTable(pack, List.of(new StoredChunk(chunk, 8, 100, 1000, Encoding.ZSTD)));
    }
}
