package io.kss.spi.tck.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An interrupted thread ends soon, with its flag set, and leaves nothing half done. */
abstract class InterruptionContract extends ContractGroup {

    private static final int SIZE = 4 << 20;

    InterruptionContract(StorageBackendContract contract) {
        super(contract);
    }

    @ParameterizedTest
    @EnumSource(PutCondition.class)
    void interruptedPutEndsSoonAndLeavesAllOrNothing(PutCondition condition) throws Exception {
        StorageBackend store = connect();
        ObjectKey key = key("a/b");
        int size = condition == PutCondition.ALWAYS ? SIZE : 1 << 20;
        byte[] bytes = bytes(1, size);
        ObjectSource source =
                Sources.pausing(bytes, size / 2, () -> Thread.currentThread().interrupt());

        Throwable thrown = inInterruptedThread(() -> store.put(key, source, condition));

        allOrNothing(key, bytes, thrown);
        put(store, key("after"), bytes(2, 100));
        assertThat(read(store, key("after"))).isEqualTo(bytes(2, 100));
    }

    @ParameterizedTest
    @EnumSource(PutCondition.class)
    void putThatWaitsForItsSourceEndsWhenInterrupted(PutCondition condition) throws Exception {
        StorageBackend store = connect();
        Gate neverOpened = new Gate();
        Throwable thrown = inInterruptedThread(() -> {
            Thread waiting = Thread.currentThread();
            Thread interrupter = new Thread(() -> {
                try {
                    neverOpened.awaitArrival();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                waiting.interrupt();
            });
            interrupter.start();
            store.put(key("a/b"), Sources.gated(bytes(1, 100_000), neverOpened), condition);
        });
        assertThat(thrown).isInstanceOfAny(TransientStorageException.class, OutcomeUnknownException.class);
        assertThat(keys(connect(), "")).isEmpty();
    }

    @Test
    void operationsOfAnInterruptedThreadEndSoon() throws Exception {
        StorageBackend store = connect();
        put(store, key("there"), bytes(1, SIZE));
        Throwable put = inInterruptedThread(() -> {
            Thread.currentThread().interrupt();
            create(store, key("a/b"), bytes(1, 5000));
        });
        allOrNothing(key("a/b"), bytes(1, 5000), put);
        inInterruptedThread(() -> {
            Thread.currentThread().interrupt();
            read(store, key("there"));
        });
        inInterruptedThread(() -> {
            Thread.currentThread().interrupt();
            store.stat(key("there"));
        });
        inInterruptedThread(() -> {
            Thread.currentThread().interrupt();
            list(store, "");
        });
        assertThat(read(store, key("there"))).isEqualTo(bytes(1, SIZE));
    }

    @Test
    void interruptedReadYieldsRightBytesOrFails() throws Exception {
        StorageBackend store = connect();
        byte[] bytes = bytes(1, SIZE);
        put(store, key("there"), bytes);
        inInterruptedThread(() -> {
            try (InputStream in = store.read(key("there"), ByteRange.ALL)) {
                in.readNBytes(1000);
                Thread.currentThread().interrupt();
                assertThat(in.readAllBytes()).hasSize(SIZE - 1000);
            }
        });
        assertThat(read(store, key("there"))).isEqualTo(bytes);
    }

    private void allOrNothing(ObjectKey key, byte[] bytes, @Nullable Throwable thrown) throws Exception {
        StorageBackend other = connect();
        if (thrown == null) {
            assertThat(read(other, key)).isEqualTo(bytes);
        } else if (thrown instanceof TransientStorageException
                || other.stat(key).isEmpty()) {
            assertThat(other.stat(key)).isEmpty();
            assertThat(keys(other, "")).doesNotContain(key.value());
        } else {
            assertThat(read(other, key)).isEqualTo(bytes);
        }
    }

    @FunctionalInterface
    private interface Work {

        void run() throws IOException;
    }

    /** Runs work that gets interrupted; what it threw, if anything, is of the types that interruption allows. */
    private static @Nullable Throwable inInterruptedThread(Work work) throws InterruptedException {
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        AtomicBoolean flag = new AtomicBoolean();
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                thrown.set(e);
            }
            flag.set(Thread.currentThread().isInterrupted());
        });
        thread.start();
        thread.join(TimeUnit.MINUTES.toMillis(1));
        assertThat(thread.isAlive())
                .as("still busy a minute after being interrupted")
                .isFalse();
        Throwable failure = thrown.get();
        if (failure != null) {
            assertThat(failure).isInstanceOfAny(TransientStorageException.class, OutcomeUnknownException.class);
        }
        assertThat(flag).as("interrupt flag").isTrue();
        return failure;
    }
}
