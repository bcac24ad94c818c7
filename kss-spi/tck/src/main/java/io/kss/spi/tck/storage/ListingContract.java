package io.kss.spi.tck.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A listing names every object below a prefix once, and nothing else. */
abstract class ListingContract extends ContractGroup {

    ListingContract(StorageBackendContract contract) {
        super(contract);
    }

    @Test
    void emptyStoreListsNothing() throws Exception {
        StorageBackend store = connect();
        assertThat(list(store, "")).isEmpty();
        assertThat(list(store, "vms/")).isEmpty();
        assertThat(list(store, "vms/a/journal/")).isEmpty();
    }

    @Test
    void prefixSelectsWholeSegments() throws Exception {
        StorageBackend store = connect();
        for (String key :
                List.of("vms/a/1", "vms/a/2", "vms/a/b/c/3", "vms/ab/1", "vms/a-b/1", "vmsx", "vm/s", "top")) {
            put(store, key(key), bytes(1, key.length()));
        }
        assertThat(keys(store, "vms/a/")).containsExactly("vms/a/1", "vms/a/2", "vms/a/b/c/3");
        assertThat(keys(store, "vms/a/b/")).containsExactly("vms/a/b/c/3");
        assertThat(keys(store, "vms/a/b/c/")).containsExactly("vms/a/b/c/3");
        assertThat(keys(store, "vms/")).containsExactly("vms/a-b/1", "vms/a/1", "vms/a/2", "vms/a/b/c/3", "vms/ab/1");
        assertThat(keys(store, "vm/")).containsExactly("vm/s");
        assertThat(keys(store, "")).hasSize(8);
        assertThat(list(store, "vms/a/b/")).containsExactly(new ObjectInfo(key("vms/a/b/c/3"), 11));
    }

    @Test
    void prefixThatIsNoFolderListsNothing() throws Exception {
        StorageBackend store = connect();
        put(store, key("vms/a"), bytes(1, 10));
        assertThat(list(store, "vms/a/")).isEmpty();
        assertThat(list(store, "vms/a/b/")).isEmpty();
        assertThat(list(store, "vms/b/")).isEmpty();
    }

    @Test
    void prefixThatIsNoneIsRefused() throws Exception {
        StorageBackend store = connect();
        for (String wrong : List.of("vms", "/", "../", "vms//", "/vms/", "vms/../", ".staging/", "VMS/", "vms/*/")) {
            assertThatThrownBy(() -> list(store, wrong)).as("%s", wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void everyOneOfManyObjectsIsListedOnceWithItsSize() throws Exception {
        int count = contract.manyObjects();
        List<StorageBackend> stores = connect(4);
        List<Optional<Exception>> outcomes = Race.of(4, index -> {
            for (int i = index; i < count; i += 4) {
                put(stores.get(index), key("many/%05d".formatted(i)), bytes(i, i % 7));
            }
        });
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isEmpty());
        put(stores.get(0), key("other/object"), bytes(1, 1));

        assertThat(list(stores.get(1), "many/"))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, count)
                        .mapToObj(i -> new ObjectInfo(key("many/%05d".formatted(i)), i % 7))
                        .toList());
        assertThat(list(stores.get(2), "")).hasSize(count + 1);
    }

    @Test
    void listingIsFreshOnEveryConnection() throws Exception {
        StorageBackend writer = connect();
        StorageBackend reader = connect();
        for (int i = 0; i < 10; i++) {
            put(writer, key("j/" + i), bytes(1, 5));
            assertThat(keys(reader, "j/")).hasSize(i + 1);
        }
        for (int i = 0; i < 10; i++) {
            writer.delete(key("j/" + i));
            assertThat(keys(reader, "j/")).hasSize(9 - i);
        }
    }

    @Test
    void listingHoldsWhileObjectsComeAndGo() throws Exception {
        StorageBackend writer = connect();
        StorageBackend reader = connect();
        for (int i = 0; i < 30; i++) {
            put(writer, key("stay/%02d/object".formatted(i)), bytes(1, 5));
        }
        AtomicBoolean done = new AtomicBoolean();
        List<Optional<Exception>> outcomes = Race.of(2, index -> {
            if (index == 0) {
                try {
                    for (int i = 0; i < 60; i++) {
                        put(writer, key("stay/%02d/passing".formatted(i % 30)), bytes(1, 5));
                        writer.delete(key("stay/%02d/passing".formatted(i % 30)));
                    }
                } finally {
                    done.set(true);
                }
                return;
            }
            do {
                List<String> seen = keys(reader, "stay/");
                assertThat(new TreeSet<>(seen)).hasSameSizeAs(seen);
                assertThat(seen.stream().filter(key -> key.endsWith("/object"))).hasSize(30);
            } while (!done.get());
        });
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isEmpty());
    }

    @Test
    void traceOfAFailedPutIsNotListed() throws Exception {
        StorageBackend store = connect();
        for (PutCondition condition : PutCondition.values()) {
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> store.put(key("a/b"), Sources.lying(90_000, bytes(1, 50_000)), condition))
                        .isInstanceOf(StorageException.class);
            }
        }
        assertThat(list(store, "")).isEmpty();
        try (Stream<ObjectInfo> unread = connect().list("")) {
            assertThat(unread.findAny()).isEmpty();
        }
    }
}
