package io.kss.spi.tck.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StoreCorruptException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A read gives exactly the range, or fails. */
abstract class ReadingContract extends ContractGroup {

    private static final int SIZE = 200_003;
    private static final ObjectKey KEY = key("packs/ab/pack");

    ReadingContract(StorageBackendContract contract) {
        super(contract);
    }

    @Test
    void rangesYieldExactlyTheirBytes() throws Exception {
        StorageBackend store = connect();
        byte[] bytes = bytes(1, SIZE);
        put(store, KEY, bytes);

        List<ByteRange> ranges = List.of(
                ByteRange.ALL,
                new ByteRange(0, SIZE),
                new ByteRange(0, 1),
                new ByteRange(SIZE - 1, 1),
                new ByteRange(SIZE - 1, ByteRange.TO_END),
                new ByteRange(100_000, ByteRange.TO_END),
                new ByteRange(65_535, 65_538));
        for (ByteRange range : ranges) {
            int end = range.toEnd() ? SIZE : (int) (range.offset() + range.length());
            assertThat(read(store, KEY, range))
                    .as("%s", range)
                    .isEqualTo(Arrays.copyOfRange(bytes, (int) range.offset(), end));
        }
    }

    @Test
    void randomRangesYieldExactlyTheirBytes() throws Exception {
        StorageBackend store = connect();
        byte[] bytes = bytes(2, SIZE);
        put(store, KEY, bytes);
        Random random = new Random(20261);
        for (int i = 0; i < 50; i++) {
            int offset = random.nextInt(SIZE);
            int length = random.nextInt(SIZE - offset + 1);
            assertThat(read(store, KEY, new ByteRange(offset, length)))
                    .as("offset %d, length %d", offset, length)
                    .isEqualTo(Arrays.copyOfRange(bytes, offset, offset + length));
        }
    }

    @Test
    void emptyRangesWithinTheObjectAreEmpty() throws Exception {
        StorageBackend store = connect();
        put(store, KEY, bytes(1, SIZE));
        put(store, key("empty"), new byte[0]);
        assertThat(read(store, KEY, new ByteRange(0, 0))).isEmpty();
        assertThat(read(store, KEY, new ByteRange(1000, 0))).isEmpty();
        assertThat(read(store, KEY, new ByteRange(SIZE, 0))).isEmpty();
        assertThat(read(store, KEY, new ByteRange(SIZE, ByteRange.TO_END))).isEmpty();
        assertThat(read(store, key("empty"))).isEmpty();
        assertThat(read(store, key("empty"), new ByteRange(0, 0))).isEmpty();
    }

    @Test
    void rangesBeyondTheEndAreReportedAsCorruption() throws Exception {
        StorageBackend store = connect();
        put(store, KEY, bytes(1, SIZE));
        put(store, key("empty"), new byte[0]);
        for (ByteRange range : List.of(
                new ByteRange(0, SIZE + 1),
                new ByteRange(SIZE - 1, 2),
                new ByteRange(SIZE, 1),
                new ByteRange(SIZE + 1, 0),
                new ByteRange(SIZE + 1, ByteRange.TO_END),
                new ByteRange(5L << 32, 1))) {
            assertThatThrownBy(() -> read(store, KEY, range))
                    .as("%s", range)
                    .isInstanceOf(StoreCorruptException.class)
                    .hasMessageContaining(KEY.value());
        }
        assertThatThrownBy(() -> read(store, key("empty"), new ByteRange(0, 1)))
                .isInstanceOf(StoreCorruptException.class);
    }

    @Test
    void missingObjectIsNamed() throws Exception {
        StorageBackend store = connect();
        put(store, key("packs/other"), bytes(1, 10));
        for (String missing : List.of("packs/ab/pack", "packs", "nowhere", "packs/other2", "packs/othe")) {
            assertThatThrownBy(() -> read(store, key(missing)))
                    .isInstanceOf(ObjectNotFoundException.class)
                    .hasMessageContaining(missing);
            assertThatThrownBy(() -> read(store, key(missing), new ByteRange(5, 5)))
                    .isInstanceOf(ObjectNotFoundException.class);
            assertThat(store.stat(key(missing))).isEmpty();
        }
    }

    @Test
    void severalStreamsOfOneObjectDoNotDisturbEachOther() throws Exception {
        StorageBackend store = connect();
        byte[] bytes = bytes(1, SIZE);
        put(store, KEY, bytes);
        try (InputStream first = store.read(KEY, ByteRange.ALL);
                InputStream second = store.read(KEY, new ByteRange(100, 1000))) {
            assertThat(first.readNBytes(50)).isEqualTo(Arrays.copyOfRange(bytes, 0, 50));
            assertThat(second.readNBytes(500)).isEqualTo(Arrays.copyOfRange(bytes, 100, 600));
            assertThat(first.read()).isEqualTo(bytes[50] & 0xff);
            assertThat(store.stat(KEY)).isPresent();
            assertThat(second.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 600, 1100));
            assertThat(second.read()).isEqualTo(-1);
            assertThat(first.readAllBytes()).isEqualTo(Arrays.copyOfRange(bytes, 51, SIZE));
        }
    }
}
