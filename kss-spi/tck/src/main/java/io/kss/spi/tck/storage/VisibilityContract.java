package io.kss.spi.tck.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An object is visible completely or not at all, and to everybody as soon as its put returned. */
abstract class VisibilityContract extends ContractGroup {

    VisibilityContract(StorageBackendContract contract) {
        super(contract);
    }

    @ParameterizedTest
    @EnumSource(PutCondition.class)
    void everyConnectionSeesTheObjectOnceItsPutReturned(PutCondition condition) throws Exception {
        List<StorageBackend> stores = connect(3);
        for (int i = 0; i < 20; i++) {
            ObjectKey key = key("seen/" + i);
            assertThat(stores.get(1).stat(key)).isEmpty();
            stores.get(i % 3).put(key, Sources.generated(i, 1000), condition);
            for (StorageBackend store : stores) {
                assertThat(store.stat(key)).contains(new ObjectInfo(key, 1000));
                assertThat(read(store, key)).hasSize(1000);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(PutCondition.class)
    void nobodySeesAnObjectWhileItIsBeingPut(PutCondition condition) throws Exception {
        StorageBackend writer = connect();
        StorageBackend reader = connect();
        ObjectKey key = key("slow/object");
        byte[] bytes = bytes(1, 900_000);
        Gate gate = new Gate();

        List<Optional<Exception>> outcomes = Race.of(2, index -> {
            if (index == 0) {
                writer.put(key, Sources.gated(bytes, gate), condition);
                return;
            }
            try {
                gate.awaitArrival();
                for (StorageBackend store : List.of(reader, writer)) {
                    assertThat(store.stat(key)).isEmpty();
                    assertThat(keys(store, "")).isEmpty();
                    assertThat(keys(store, "slow/")).isEmpty();
                    assertThatThrownBy(() -> store.read(key, ByteRange.ALL))
                            .isInstanceOf(ObjectNotFoundException.class);
                }
            } finally {
                gate.open();
            }
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isEmpty());
        assertThat(read(reader, key)).isEqualTo(bytes);
    }

    @Test
    void everyReaderSeesTheOldOrTheNewObjectWhileItIsReplaced() throws Exception {
        List<StorageBackend> stores = connect(3);
        ObjectKey key = key("replaced");
        put(stores.get(0), key, uniform(0));
        AtomicBoolean done = new AtomicBoolean();
        AtomicBoolean stopped = new AtomicBoolean();
        AtomicInteger reads = new AtomicInteger();

        List<Optional<Exception>> outcomes = Race.of(3, index -> {
            if (index == 0) {
                try {
                    for (int version = 1; !stopped.get() && (version <= 40 || reads.get() < 20); version++) {
                        put(stores.get(0), key, uniform(version % 100));
                    }
                } finally {
                    done.set(true);
                }
                return;
            }
            try {
                while (!done.get()) {
                    byte[] bytes = read(stores.get(index), key);
                    assertThat(bytes).isEqualTo(uniform(bytes[0]));
                    reads.incrementAndGet();
                }
            } finally {
                stopped.set(true);
            }
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isEmpty());
    }

    /** A length and content that both tell the version. */
    private static byte[] uniform(int version) {
        byte[] bytes = new byte[20_000 + 1000 * version];
        Arrays.fill(bytes, (byte) version);
        return bytes;
    }

    @Test
    void putReplacesWhateverIsThere() throws Exception {
        StorageBackend store = connect();
        StorageBackend reader = connect();
        for (byte[] bytes : List.of(bytes(1, 5000), bytes(2, 10), new byte[0], bytes(3, 70_000))) {
            put(store, key("vms/a"), bytes);
            assertThat(read(reader, key("vms/a"))).isEqualTo(bytes);
            assertThat(list(reader, "")).containsExactly(new ObjectInfo(key("vms/a"), bytes.length));
        }
    }

    @Test
    void manyThreadsUseOneConnectionAtOnce() throws Exception {
        StorageBackend store = connect();
        List<Optional<Exception>> outcomes = Race.of(8, index -> {
            for (int i = 0; i < 15; i++) {
                ObjectKey key = key("t" + index + "/" + i);
                byte[] bytes = bytes(index * 100L + i, 30_000 + i);
                put(store, key, bytes);
                assertThat(read(store, key)).isEqualTo(bytes);
                assertThat(store.stat(key)).contains(new ObjectInfo(key, bytes.length));
                assertThat(keys(store, "t" + index + "/")).contains(key.value());
                if (i % 3 == 0) {
                    store.delete(key);
                }
            }
        });
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isEmpty());
        assertThat(keys(store, "")).hasSize(8 * 10);
    }

    @Test
    void largeObjectArrivesAsItWasSent() throws Exception {
        long size = contract.largeObjectSize();
        StorageBackend store = connect();
        store.put(key("packs/large"), Sources.generated(42, size), PutCondition.ALWAYS);

        assertThat(connect().stat(key("packs/large"))).contains(new ObjectInfo(key("packs/large"), size));
        try (InputStream sent = Sources.generated(42, size).open();
                InputStream stored = store.read(key("packs/large"), ByteRange.ALL)) {
            long position = 0;
            while (position < size) {
                byte[] expected = sent.readNBytes(1 << 20);
                byte[] actual = stored.readNBytes(1 << 20);
                assertThat(Arrays.mismatch(expected, actual))
                        .as("first wrong byte after %d", position)
                        .isEqualTo(-1);
                position += expected.length;
            }
            assertThat(stored.read()).isEqualTo(-1);
        }
    }
}
