package io.kss.spi.tck.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageBackend;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of any number of writers of one key exactly one wins. */
abstract class ExclusiveCreateContract extends ContractGroup {

    private static final int CONNECTIONS = 4;
    private static final int WRITERS = 12;

    ExclusiveCreateContract(StorageBackendContract contract) {
        super(contract);
    }

    @Test
    void exactlyOneOfManyWritersThatStartAtOnceWins() throws Exception {
        List<StorageBackend> stores = connect(CONNECTIONS);
        for (int round = 0; round < 20; round++) {
            ObjectKey key = key("race/" + round);
            List<Optional<Exception>> outcomes = Race.of(
                    WRITERS, writer -> create(stores.get(writer % CONNECTIONS), key, bytes(writer, 500 + writer)));

            List<Integer> winners = IntStream.range(0, WRITERS)
                    .filter(writer -> outcomes.get(writer).isEmpty())
                    .boxed()
                    .toList();
            assertThat(winners).as("winners of %s, with %s", key, outcomes).hasSize(1);
            assertThat(outcomes.stream().flatMap(Optional::stream))
                    .allSatisfy(failure -> assertThat(failure).isInstanceOf(ObjectExistsException.class));
            int winner = winners.get(0);
            for (StorageBackend store : stores) {
                assertThat(read(store, key)).isEqualTo(bytes(winner, 500 + winner));
            }
        }
    }

    @Test
    void everyKeyHasOneWinnerWhenWritersRaceThroughManyKeys() throws Exception {
        List<StorageBackend> stores = connect(CONNECTIONS);
        int count = 60;
        Map<ObjectKey, List<Integer>> winners = new ConcurrentHashMap<>();
        List<Optional<Exception>> outcomes = Race.of(WRITERS, writer -> {
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, count).boxed().toList());
            Collections.shuffle(order, new Random(writer / 2));
            for (int number : order) {
                ObjectKey key = key("many/%03d/entry".formatted(number));
                try {
                    create(stores.get(writer % CONNECTIONS), key, bytes(writer, 64));
                    winners.computeIfAbsent(key, k -> Collections.synchronizedList(new ArrayList<>()))
                            .add(writer);
                } catch (ObjectExistsException lost) {
                    assertThat(read(stores.get(writer % CONNECTIONS), key)).hasSize(64);
                }
            }
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isEmpty());
        assertThat(winners).hasSize(count);
        StorageBackend store = stores.get(0);
        for (Map.Entry<ObjectKey, List<Integer>> won : winners.entrySet()) {
            assertThat(won.getValue()).as("winners of %s", won.getKey()).hasSize(1);
            assertThat(read(store, won.getKey())).isEqualTo(bytes(won.getValue().get(0), 64));
        }
    }

    @Test
    void secondWriterLosesWhenTheKeyExistsAndLeavesTheObjectUntouched() throws Exception {
        StorageBackend first = connect();
        StorageBackend second = connect();
        ObjectKey key = key("vms/entry");
        byte[] original = bytes(1, 4000);
        create(first, key, original);

        for (byte[] other : List.of(original, bytes(2, 4000), bytes(3, 10), bytes(4, 9000), new byte[0])) {
            assertThatThrownBy(() -> create(second, key, other)).isInstanceOf(ObjectExistsException.class);
            assertThat(read(first, key)).isEqualTo(original);
            assertThatThrownBy(() -> create(first, key, other)).isInstanceOf(ObjectExistsException.class);
            assertThat(read(first, key)).isEqualTo(original);
        }
        assertThat(read(second, key)).isEqualTo(original);
        assertThat(keys(second, "")).containsExactly("vms/entry");
    }

    @Test
    void objectThatWasPutUnconditionallyTakesTheKeyToo() throws Exception {
        StorageBackend store = connect();
        put(store, key("a"), bytes(1, 100));
        assertThatThrownBy(() -> create(store, key("a"), bytes(2, 100))).isInstanceOf(ObjectExistsException.class);
        assertThat(read(store, key("a"))).isEqualTo(bytes(1, 100));
    }

    @Test
    void emptyObjectTakesTheKeyToo() throws Exception {
        StorageBackend store = connect();
        create(store, key("a"), new byte[0]);
        assertThatThrownBy(() -> create(store, key("a"), bytes(2, 100))).isInstanceOf(ObjectExistsException.class);
        assertThat(read(store, key("a"))).isEmpty();
    }

    @Test
    void keyIsFreeAgainAfterItsObjectWasDeleted() throws Exception {
        StorageBackend store = connect();
        create(store, key("a/b"), bytes(1, 100));
        connect().delete(key("a/b"));
        create(store, key("a/b"), bytes(2, 50));
        assertThat(read(store, key("a/b"))).isEqualTo(bytes(2, 50));
    }

    @Test
    void objectOfOneMebibyteCanBeCreatedExclusively() throws Exception {
        StorageBackend store = connect();
        byte[] large = bytes(1, 1 << 20);
        create(store, key("large"), large);
        assertThatThrownBy(() -> create(store, key("large"), bytes(2, 1 << 20)))
                .isInstanceOf(ObjectExistsException.class);
        assertThat(read(store, key("large"))).isEqualTo(large);
    }
}
