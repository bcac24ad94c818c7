package io.kss.storage.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import io.kss.spi.tck.storage.CuttingProxy;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that are cut, refused or stalled, and servers that start again. */
class ConnectionLossIT {

    private SshServer server;
    private CuttingProxy proxy;
    private StorageBackend store;
    private StorageBackend direct;

    @BeforeEach
    void connect() throws Exception {
        server = SshServer.start();
        proxy = CuttingProxy.to("127.0.0.1", server.port());
        store = Stores.open(Stores.with(server.settings(proxy.port()), "timeout", "5"));
        direct = Stores.open(server.settings());
    }

    @AfterEach
    void disconnect() throws Exception {
        proxy.close();
        store.close();
        direct.close();
        server.close();
    }

    @Test
    void connectionsThatDiedWhileIdleAreReplacedWithoutAnError() throws Exception {
        for (int i = 0; i < 5; i++) {
            Stores.put(store, "a/" + i, Stores.bytes(i, 5000));
            proxy.cutAll();
            awaitNotice();
            assertThat(Stores.read(store, "a/" + i)).isEqualTo(Stores.bytes(i, 5000));
        }
    }

    @Test
    void deadConnectionsLeaveNoThreadsBehind() throws Exception {
        for (int i = 0; i < 20; i++) {
            Stores.put(store, "a", Stores.bytes(i, 5000));
            proxy.cutAll();
            awaitNotice();
        }
        Stores.put(store, "a", Stores.bytes(1, 5000));
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("sshj-KeepAlive")))
                .hasSizeLessThan(8));
    }

    /** The cut has to arrive before the connection is known to be dead. */
    private void awaitNotice() throws Exception {
        while (proxy.openConnections() > 0) {
            Thread.sleep(5);
        }
        Thread.sleep(200);
    }

    @Test
    void putThatLosesItsConnectionIsTransientAndLeavesNothing() throws Exception {
        Stores.put(store, "warm/up", Stores.bytes(1, 10));
        proxy.cutAfter(3 << 20);
        assertThatThrownBy(() -> Stores.put(store, "large", Stores.bytes(1, 20 << 20)))
                .isInstanceOf(TransientStorageException.class);
        assertThat(direct.stat(Stores.key("large"))).isEmpty();
        proxy.cutNoMore();
        Stores.put(store, "large", Stores.bytes(2, 20 << 20));
        assertThat(Stores.read(direct, "large")).isEqualTo(Stores.bytes(2, 20 << 20));
    }

    @Test
    void readThatLosesItsConnectionIsTransient() throws Exception {
        Stores.put(direct, "large", Stores.bytes(1, 20 << 20));
        proxy.cutAfter(3 << 20);
        assertThatThrownBy(() -> Stores.read(store, "large")).isInstanceOf(TransientStorageException.class);
        proxy.cutNoMore();
        assertThat(Stores.read(store, "large")).isEqualTo(Stores.bytes(1, 20 << 20));
    }

    @Test
    void refusedConnectionIsTransientAndNamesTheServer() throws Exception {
        proxy.cutAll();
        proxy.setRefusing(true);
        awaitNotice();
        assertThatThrownBy(() -> store.stat(Stores.key("a")))
                .isInstanceOf(TransientStorageException.class)
                .hasMessageContaining("127.0.0.1 port " + proxy.port());
        proxy.setRefusing(false);
        assertThat(store.stat(Stores.key("a"))).isEmpty();
    }

    @Test
    void serverThatFallsSilentCountsAsLostAndIsForgottenAfterwards() throws Exception {
        Stores.put(store, "a", Stores.bytes(1, 10));
        proxy.stall();
        assertThatThrownBy(() -> Stores.put(store, "b", Stores.bytes(1, 10)))
                .isInstanceOf(TransientStorageException.class);
        assertThatThrownBy(() -> store.stat(Stores.key("a"))).isInstanceOf(TransientStorageException.class);
        proxy.resume();
        assertThat(Stores.read(store, "a")).isEqualTo(Stores.bytes(1, 10));
    }

    @Test
    void closingDoesNotWaitForAServerThatFellSilent() throws Exception {
        Stores.put(store, "a", Stores.bytes(1, 10));
        try (InputStream in = store.read(Stores.key("a"), ByteRange.ALL)) {
            proxy.stall();
            Thread closer = new Thread(() -> {
                try {
                    store.close();
                } catch (StorageException e) {
                    throw new AssertionError(e);
                }
            });
            closer.start();
            closer.join(Duration.ofSeconds(30).toMillis());
            assertThat(closer.isAlive()).isFalse();
        }
        proxy.resume();
    }

    @Test
    void serverThatStartsAgainIsUsedAgain() throws Exception {
        Stores.put(store, "a", Stores.bytes(1, 10));
        server.stop();
        assertThatThrownBy(() -> Stores.put(store, "b", Stores.bytes(1, 10)))
                .isInstanceOf(TransientStorageException.class);
        server.restart();
        awaitNotice();
        Stores.create(store, "b", Stores.bytes(2, 10));
        assertThat(Stores.read(store, "a")).isEqualTo(Stores.bytes(1, 10));
        assertThat(Stores.read(store, "b")).isEqualTo(Stores.bytes(2, 10));
    }

    @Test
    void everyPutThroughConnectionsThatAreCutAtRandomDidWhatItSaid() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, byte[]> possible = new HashMap<>();
        int[] outcomes = new int[3];
        proxy.cutAtRandom(seed, 150_000);
        proxy.cutAll();
        for (int i = 0; i < 150; i++) {
            String key = "k/" + random.nextInt(60);
            byte[] bytes = Stores.bytes(random.nextLong(), random.nextInt(60_000));
            boolean wasThere = direct.stat(Stores.key(key)).isPresent();
            try {
                Stores.create(store, key, bytes);
                outcomes[0]++;
                assertThat(wasThere).as("seed %s: %s was taken", seed, key).isFalse();
                assertThat(Stores.read(direct, key))
                        .as("seed %s: %s", seed, key)
                        .isEqualTo(bytes);
                possible.put(key, bytes);
            } catch (ObjectExistsException e) {
                assertThat(wasThere).as("seed %s: %s was free", seed, key).isTrue();
            } catch (TransientStorageException e) {
                outcomes[1]++;
                assertThat(direct.stat(Stores.key(key)).isPresent())
                        .as("seed %s: %s after %s", seed, key, e)
                        .isEqualTo(wasThere);
            } catch (OutcomeUnknownException e) {
                outcomes[2]++;
                assertThat(wasThere).as("seed %s: %s was taken", seed, key).isFalse();
                possible.put(key, bytes);
            }
        }
        proxy.cutNoMore();
        assertThat(outcomes[0]).as("seed %s: puts that worked", seed).isPositive();
        assertThat(outcomes[1]).as("seed %s: puts that were cut", seed).isPositive();
        try (Stream<?> all = direct.list("")) {
            assertThat(all.count()).as("seed %s", seed).isBetween((long) outcomes[0], (long) possible.size());
        }
        for (Map.Entry<String, byte[]> entry : possible.entrySet()) {
            if (direct.stat(Stores.key(entry.getKey())).isPresent()) {
                assertThat(Stores.read(store, entry.getKey()))
                        .as("seed %s: %s", seed, entry.getKey())
                        .isEqualTo(entry.getValue());
            }
        }
    }
}
