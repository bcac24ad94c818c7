package io.kss.storage.smb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import io.kss.spi.tck.storage.CuttingProxy;
import java.io.InputStream;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that break, stall or lie. */
class SmbConnectionsTest {

    private static final ObjectKey A = new ObjectKey("a/object");

    private SmbServer server;
    private CuttingProxy proxy;
    private StorageBackend direct;

    @BeforeEach
    void start() throws Exception {
        server = SmbServer.start();
        proxy = CuttingProxy.to("127.0.0.1", server.port());
        direct = Stores.open(Stores.settings(server));
    }

    @AfterEach
    void stop() throws Exception {
        direct.close();
        proxy.close();
        server.closeAndDelete();
    }

    private StorageBackend throughProxy() throws Exception {
        return Stores.open(Stores.settings(server).with("port", proxy.port()));
    }

    private static byte[] bytes(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(StorageBackend store, ObjectKey key) throws Exception {
        try (InputStream in = store.read(key, ByteRange.ALL)) {
            return in.readAllBytes();
        }
    }

    @Test
    void connectionLostInMidPutLeavesNothingAndTheNextPutConnectsAgain() throws Exception {
        try (StorageBackend store = throughProxy()) {
            proxy.cutAfter(2_000_000);
            assertThatThrownBy(() -> store.put(A, ObjectSource.of(bytes(1, 8_000_000)), PutCondition.ALWAYS))
                    .isInstanceOf(TransientStorageException.class)
                    .hasMessageContaining("connection was lost");
            proxy.cutNoMore();
            assertThat(direct.stat(A)).isEmpty();
            assertThat(direct.list("")).isEmpty();
            store.put(A, ObjectSource.of(bytes(1, 8_000_000)), PutCondition.ALWAYS);
            assertThat(read(direct, A)).isEqualTo(bytes(1, 8_000_000));
        }
    }

    @Test
    void connectionLostInMidReadIsAnErrorNotAnEnd() throws Exception {
        direct.put(A, ObjectSource.of(bytes(1, 8_000_000)), PutCondition.ALWAYS);
        try (StorageBackend store = throughProxy()) {
            try (InputStream in = store.read(A, ByteRange.ALL)) {
                in.readNBytes(100_000);
                proxy.cutAll();
                assertThatThrownBy(in::readAllBytes).isInstanceOf(TransientStorageException.class);
            }
            assertThat(read(store, A)).isEqualTo(bytes(1, 8_000_000));
        }
    }

    @Test
    void putsSayTheTruthWhereverConnectionsAreCut() throws Exception {
        long seed = 20261122;
        int acknowledged = 0;
        int failed = 0;
        try (StorageBackend store = throughProxy()) {
            proxy.cutAtRandom(seed, 40_000);
            proxy.cutAll();
            for (int i = 0; i < 150; i++) {
                ObjectKey key = new ObjectKey("cut/" + i);
                byte[] bytes = bytes(i, 3000 + i);
                Throwable failure =
                        catchThrowable(() -> store.put(key, ObjectSource.of(bytes), PutCondition.IF_ABSENT));
                String what = "seed %d, put %d: %s".formatted(seed, i, failure);
                if (failure == null) {
                    acknowledged++;
                    assertThat(read(direct, key)).as(what).isEqualTo(bytes);
                } else if (failure instanceof OutcomeUnknownException) {
                    failed++;
                    if (direct.stat(key).isPresent()) {
                        assertThat(read(direct, key)).as(what).isEqualTo(bytes);
                    }
                } else {
                    failed++;
                    assertThat(failure).as(what).isInstanceOf(TransientStorageException.class);
                    assertThat(direct.stat(key)).as(what).isEmpty();
                }
            }
        }
        assertThat(acknowledged).as("seed %d", seed).isPositive();
        assertThat(failed).as("seed %d", seed).isPositive();
    }

    @Test
    void restartedServerIsConnectedAgain() throws Exception {
        direct.put(A, ObjectSource.of(bytes(1, 1000)), PutCondition.ALWAYS);
        server.restart();
        await().atMost(30, TimeUnit.SECONDS)
                .ignoreExceptionsInstanceOf(TransientStorageException.class)
                .untilAsserted(() -> assertThat(read(direct, A)).hasSize(1000));
        await().atMost(30, TimeUnit.SECONDS)
                .ignoreExceptionsInstanceOf(TransientStorageException.class)
                .untilAsserted(() -> direct.put(A, ObjectSource.of(bytes(2, 10)), PutCondition.ALWAYS));
        assertThatThrownBy(() -> direct.put(A, ObjectSource.of(bytes(3, 10)), PutCondition.IF_ABSENT))
                .isInstanceOf(ObjectExistsException.class);
        server.close();
        assertThatThrownBy(() -> direct.stat(A)).isInstanceOf(TransientStorageException.class);
    }

    @Test
    void interruptedThreadDoesNotWaitForASilentServer() throws Exception {
        try (StorageBackend store = throughProxy()) {
            store.put(A, ObjectSource.of(bytes(1, 1000)), PutCondition.ALWAYS);
            proxy.stall();
            for (Attempt attempt : new Attempt[] {
                () -> store.stat(A),
                () -> store.put(A, ObjectSource.of(bytes(1, 3_000_000)), PutCondition.ALWAYS),
                () -> read(store, A),
                () -> assertThat(store.list("")).isEmpty(),
            }) {
                assertThat(interrupted(attempt))
                        .satisfiesAnyOf(
                                failure -> assertThat(failure)
                                        .hasValueSatisfying(e -> assertThat(e)
                                                .isInstanceOfAny(
                                                        TransientStorageException.class,
                                                        OutcomeUnknownException.class)),
                                failure -> assertThat(failure)
                                        .hasValueSatisfying(e ->
                                                assertThat(e).hasCauseInstanceOf(TransientStorageException.class)));
            }
            proxy.resume();
            assertThat(read(store, A)).isEqualTo(bytes(1, 1000));
        }
    }

    @FunctionalInterface
    private interface Attempt {

        void run() throws Exception;
    }

    private static Optional<Exception> interrupted(Attempt attempt) throws Exception {
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                attempt.run();
            } catch (Exception e) {
                failure.set(e);
            }
        });
        thread.start();
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> thread.getState() == Thread.State.WAITING || !thread.isAlive());
        thread.interrupt();
        // well under the 20 s after which the store itself gives up
        thread.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(thread.isAlive()).as("still waits").isFalse();
        return Optional.ofNullable(failure.get());
    }

    @Test
    void serverThatFallsSilentIsGivenUpAfterTheTimeout() throws Exception {
        try (StorageBackend store =
                Stores.open(Stores.settings(server).with("port", proxy.port()).with("timeout", 1))) {
            proxy.stall();
            assertThatThrownBy(() -> store.stat(A))
                    .isInstanceOf(TransientStorageException.class)
                    .hasMessageContaining("no answer within 1 s");
            proxy.resume();
            assertThat(store.stat(A)).isEmpty();
        }
    }

    @Test
    void closingEndsAllConnectionsAndThreads() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (StorageBackend store = throughProxy()) {
                store.put(A, ObjectSource.of(bytes(1, 500_000)), PutCondition.ALWAYS);
                assertThat(read(store, A)).hasSize(500_000);
            }
        }
        direct.close();
        await().atMost(30, TimeUnit.SECONDS).until(() -> proxy.openConnections() == 0);
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .noneMatch(thread -> thread.getName().startsWith("kss-smb-")
                                || thread.getName().startsWith("Transport")));
    }

    @Test
    void closingDoesNotWaitForASilentServer() throws Exception {
        StorageBackend store = throughProxy();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        proxy.stall();
        Thread reader = new Thread(() -> failure.set(catchThrowable(() -> store.stat(A))));
        reader.start();
        await().atMost(30, TimeUnit.SECONDS).until(() -> reader.getState() == Thread.State.WAITING);
        store.close();
        reader.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(reader.isAlive()).isFalse();
        assertThat(failure.get()).isInstanceOf(StorageException.class).hasMessageContaining("closed");
    }
}
