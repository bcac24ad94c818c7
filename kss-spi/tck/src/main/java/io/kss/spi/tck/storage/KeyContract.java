package io.kss.spi.tck.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageBackend;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every legal key works, and deleting one touches no other. */
abstract class KeyContract extends ContractGroup {

    private static final List<String> ODD = List.of(
            "a",
            "0",
            "_",
            "-",
            "-rf",
            "a..b",
            "abcdefghijklmnopqrstuvwxyz0123456789._-x",
            "x".repeat(100),
            "s/" + "y".repeat(100) + "/" + "z".repeat(100) + "/" + "w".repeat(36),
            "d/a/b",
            "d/a/b-c",
            "d/a-b/c",
            "d/a.b/c",
            "d/a_b/c",
            "d/aa/b",
            "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16");

    KeyContract(StorageBackendContract contract) {
        super(contract);
    }

    @Test
    void oddButLegalKeysWork() throws Exception {
        StorageBackend store = connect();
        for (int i = 0; i < ODD.size(); i++) {
            create(store, key(ODD.get(i)), bytes(i, 10 + i));
        }
        StorageBackend other = connect();
        for (int i = 0; i < ODD.size(); i++) {
            ObjectKey key = key(ODD.get(i));
            assertThat(read(other, key)).as("%s", key).isEqualTo(bytes(i, 10 + i));
            assertThat(other.stat(key)).contains(new ObjectInfo(key, 10 + i));
        }
        assertThat(keys(other, "")).containsExactlyInAnyOrderElementsOf(ODD);
        assertThat(keys(other, "d/a/")).containsExactly("d/a/b", "d/a/b-c");
    }

    @Test
    void longestKeyHasTheGreatestLengthThatIsLegal() {
        assertThat(ODD.stream().mapToInt(String::length).max()).hasValue(240);
    }

    @Test
    void deletingTakesTheObjectAndNoOther() throws Exception {
        StorageBackend store = connect();
        StorageBackend other = connect();
        for (String key : List.of("a/b", "a/b-c/d", "a/bb", "a/c")) {
            put(store, key(key), bytes(1, 10));
        }
        store.delete(key("a/b"));
        assertThat(other.stat(key("a/b"))).isEmpty();
        assertThat(keys(other, "")).containsExactly("a/b-c/d", "a/bb", "a/c");
    }

    @Test
    void deletingWhatIsNotThereIsNoError() throws Exception {
        StorageBackend store = connect();
        StorageBackend other = connect();
        store.delete(key("never/was"));
        put(store, key("a/b/c"), bytes(1, 10));
        store.delete(key("a"));
        store.delete(key("a/b"));
        store.delete(key("a/x"));
        store.delete(key("a/b/c/d"));
        assertThat(keys(store, "")).containsExactly("a/b/c");
        other.delete(key("a/b/c"));
        store.delete(key("a/b/c"));
        other.delete(key("a/b/c"));
        assertThat(keys(store, "")).isEmpty();
    }

    @Test
    void sizesAreExact() throws Exception {
        StorageBackend store = connect();
        for (int size : List.of(0, 1, 255, 4096, 65_536, 1_048_577)) {
            ObjectKey key = key("size/" + size);
            put(store, key, bytes(1, size));
            assertThat(store.stat(key)).contains(new ObjectInfo(key, size));
        }
    }
}
