package io.kss.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import io.kss.spi.tck.storage.CuttingProxy;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that break and servers that go away. */
class S3FaultsTest {

    private static S3Server server;

    private CuttingProxy proxy;
    private StorageBackend store;
    private StorageBackend direct;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws Exception {
        server = S3Server.start(folder);
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void open(TestInfo test) throws Exception {
        String prefix = test.getDisplayName().replaceAll("[^A-Za-z0-9]", "-");
        proxy = CuttingProxy.to("127.0.0.1", server.account().endpoint().getPort());
        store = new S3Provider().open(server.account().through(proxy.port()).config(prefix, Map.of("timeout", "5")));
        direct = new S3Provider().open(server.account().config(prefix, Map.of()));
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        direct.close();
        proxy.close();
    }

    private static ObjectKey key(String value) {
        return new ObjectKey(value);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(StorageBackend from, ObjectKey key) throws Exception {
        try (InputStream in = from.read(key, ByteRange.ALL)) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 300, 100_000, 3_000_000})
    void connectionLostInTheMiddleOfAPutLeavesNothing(int after) throws Exception {
        proxy.cutAfter(after);
        assertThatThrownBy(() -> store.put(key("a"), ObjectSource.of(bytes(8 << 20)), PutCondition.ALWAYS))
                .isInstanceOf(TransientStorageException.class);
        assertThat(direct.stat(key("a"))).isEmpty();
        proxy.cutNoMore();
        store.put(key("a"), ObjectSource.of(bytes(8 << 20)), PutCondition.ALWAYS);
        assertThat(read(direct, key("a"))).isEqualTo(bytes(8 << 20));
    }

    @Test
    void lostReplyToAPutIsUnknownNotTransient() throws Exception {
        byte[] bytes = bytes(1000);
        int seenUnknown = 0;
        store.put(key("first"), ObjectSource.of(bytes), PutCondition.IF_ABSENT);
        for (int cut = 1400; cut < 2600; cut += 100) {
            ObjectKey key = key("lost/" + cut);
            store.put(key("warm"), ObjectSource.of(bytes), PutCondition.ALWAYS);
            proxy.cutAfter(cut);
            Throwable thrown = catchThrowable(() -> store.put(key, ObjectSource.of(bytes), PutCondition.IF_ABSENT));
            proxy.cutNoMore();
            Optional<ObjectInfo> found = direct.stat(key);
            if (thrown == null || thrown instanceof ObjectExistsException) {
                assertThat(found).as("cut after %d", cut).isPresent();
            } else if (thrown instanceof OutcomeUnknownException) {
                seenUnknown++;
            } else {
                assertThat(thrown).isInstanceOf(TransientStorageException.class);
                assertThat(found).as("cut after %d", cut).isEmpty();
            }
        }
        assertThat(seenUnknown).isPositive();
    }

    @Test
    void readThatBreaksOffIsNotTakenForTheEnd() throws Exception {
        byte[] bytes = bytes(24 << 20);
        direct.put(key("a"), ObjectSource.of(bytes), PutCondition.ALWAYS);
        try (InputStream in = store.read(key("a"), ByteRange.ALL)) {
            assertThat(in.readNBytes(1000)).isEqualTo(Arrays.copyOf(bytes, 1000));
            proxy.cutAfter(500_000);
            assertThatThrownBy(in::readAllBytes).isInstanceOf(TransientStorageException.class);
        }
        proxy.cutNoMore();
        assertThat(read(store, key("a"))).isEqualTo(bytes);
    }

    @Test
    void restartOfTheServerIsSurvived() throws Exception {
        store.put(key("before"), ObjectSource.of(bytes(1000)), PutCondition.IF_ABSENT);
        direct.put(key("warm"), ObjectSource.of(bytes(1000)), PutCondition.IF_ABSENT);
        server.kill();
        assertThatThrownBy(() -> direct.stat(key("before"))).isInstanceOf(TransientStorageException.class);
        assertThatThrownBy(() -> direct.put(key("x"), ObjectSource.of(bytes(10)), PutCondition.IF_ABSENT))
                .isInstanceOf(TransientStorageException.class);
        server.restart();
        idle();
        direct.put(key("after"), ObjectSource.of(bytes(1000)), PutCondition.IF_ABSENT);
        store.put(key("after-too"), ObjectSource.of(bytes(1000)), PutCondition.IF_ABSENT);
        assertThat(read(store, key("before"))).isEqualTo(bytes(1000));
        assertThat(store.stat(key("x"))).isEmpty();
    }

    @Test
    void connectionsThatDiedWhileIdleAreReplaced() throws Exception {
        store.put(key("before"), ObjectSource.of(bytes(10)), PutCondition.IF_ABSENT);
        proxy.cutAll();
        idle();
        store.put(key("after"), ObjectSource.of(bytes(10)), PutCondition.IF_ABSENT);
        assertThat(direct.stat(key("after"))).isPresent();
    }

    /** Connections are looked at before use when they have been idle for two seconds. */
    private static void idle() throws InterruptedException {
        Thread.sleep(2500);
    }

    @Test
    void silentServerIsGivenUp() throws Exception {
        store.put(key("before"), ObjectSource.of(bytes(10)), PutCondition.ALWAYS);
        proxy.stall();
        assertThatThrownBy(() -> store.stat(key("before"))).isInstanceOf(TransientStorageException.class);
        assertThatThrownBy(() -> store.put(key("large"), ObjectSource.of(bytes(32 << 20)), PutCondition.ALWAYS))
                .isInstanceOf(TransientStorageException.class);
        proxy.resume();
        proxy.cutAll();
        store.put(key("after"), ObjectSource.of(bytes(10)), PutCondition.ALWAYS);
    }

    @Test
    void closingTheStoreEndsAnOperationThatWaits() throws Exception {
        store.put(key("before"), ObjectSource.of(bytes(10)), PutCondition.ALWAYS);
        proxy.stall();
        Thread closer = new Thread(() -> {
            try {
                Thread.sleep(300);
                store.close();
            } catch (InterruptedException | StorageException e) {
                Thread.currentThread().interrupt();
            }
        });
        closer.start();
        assertThatThrownBy(() -> store.stat(key("before"))).hasMessageContaining("closed");
        closer.join();
    }

    @Test
    void unreachableServerIsTransientAndNamed() {
        assertThatThrownBy(() -> new S3Provider()
                        .open(server.account().through(S3Server.freePort()).config("", Map.of())))
                .isInstanceOf(TransientStorageException.class)
                .hasMessageContaining("127.0.0.1")
                .hasMessageContaining("refused");
    }
}
