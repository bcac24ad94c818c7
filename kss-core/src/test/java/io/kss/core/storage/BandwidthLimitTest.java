package io.kss.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.TransientStorageException;
import io.kss.spi.tck.storage.MemoryStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BandwidthLimitTest {

    private static final ObjectKey A = new ObjectKey("a");
    private static final long SECOND = 1_000_000_000L;

    private final MemoryStore store = new MemoryStore();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - SECOND);
    private final long start = clock.get();
    private final BandwidthLimit limit =
            new BandwidthLimit(1_000_000, clock::get, pause -> clock.addAndGet(pause.toNanos()));
    private final StorageBackend throttled = limit.throttling(store.connect());

    @Test
    void uploadTakesAsLongAsTheLimitSaysLessTheBurst() throws IOException {
        put(throttled, 10_000_000);
        assertThat(elapsed()).isBetween(10 * SECOND - SECOND / 4, 10 * SECOND);
    }

    @Test
    void downloadCountsLikeAnUpload() throws IOException {
        put(store.connect(), 5_000_000);
        assertThat(throttled.read(A, ByteRange.ALL).readAllBytes()).hasSize(5_000_000);
        assertThat(elapsed()).isBetween(5 * SECOND - SECOND / 4, 5 * SECOND);
    }

    @Test
    void bothDirectionsAndAllStoresShareTheLimit() throws IOException {
        put(throttled, 2_000_000);
        assertThat(throttled.read(A, ByteRange.ALL).readAllBytes()).hasSize(2_000_000);
        put(limit.throttling(new MemoryStore().connect()), 2_000_000);
        assertThat(elapsed()).isBetween(6 * SECOND - SECOND / 4, 6 * SECOND);
    }

    @Test
    void threadsShareTheLimit() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ObjectKey key = new ObjectKey("t" + i);
            Thread thread = new Thread(() -> {
                try {
                    throttled.put(key, ObjectSource.of(new byte[1_000_000]), PutCondition.ALWAYS);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(store.snapshot().keys()).hasSize(4);
        assertThat(elapsed()).isGreaterThanOrEqualTo(4 * SECOND - SECOND / 4);
    }

    @Test
    void idleTimeIsNotSavedUp() throws IOException {
        clock.addAndGet(3600 * SECOND);
        long before = elapsed();
        put(throttled, 10_000_000);
        assertThat(elapsed() - before).isBetween(10 * SECOND - SECOND / 4, 10 * SECOND);
    }

    @Test
    void smallObjectsPassWithoutWaiting() throws IOException {
        put(throttled, 200_000);
        assertThat(elapsed()).isZero();
    }

    @Test
    void interruptActsLikeOneThatWaitsForTheStore() throws IOException {
        BandwidthLimit stuck = new BandwidthLimit(1, clock::get, pause -> {
            throw new InterruptedException();
        });
        StorageBackend backend = stuck.throttling(store.connect());
        assertThatThrownBy(() -> put(backend, 10)).isInstanceOf(TransientStorageException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.snapshot().keys()).isEmpty();

        put(store.connect(), 10);
        assertThatThrownBy(() -> backend.read(A, ByteRange.ALL).readAllBytes())
                .isInstanceOf(TransientStorageException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void senselessLimitIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BandwidthLimit(0));
    }

    @Test
    void bytesAreCountedBothWays() throws IOException {
        ByteCounts counts = new ByteCounts();
        StorageBackend counting = counts.counting(store.connect());
        put(counting, 1000);
        assertThat(counting.read(A, new ByteRange(10, 300)).readAllBytes()).hasSize(300);
        assertThat(counting.stat(A)).isPresent();
        assertThat(counts.sent()).isEqualTo(1000);
        assertThat(counts.received()).isEqualTo(300);
    }

    private long elapsed() {
        return clock.get() - start;
    }

    private static void put(StorageBackend backend, int size) throws IOException {
        backend.put(A, ObjectSource.of(new byte[size]), PutCondition.ALWAYS);
    }
}
