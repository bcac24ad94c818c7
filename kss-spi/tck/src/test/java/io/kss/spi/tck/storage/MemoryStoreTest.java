package io.kss.spi.tck.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.StoreSpace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {

    private static final ObjectKey A = new ObjectKey("a");
    private static final ObjectKey B = new ObjectKey("b");

    private final MemoryStore store = new MemoryStore();
    private final StorageBackend desktop = store.connect();
    private final StorageBackend laptop = store.connect();

    @Test
    void restoringASnapshotUndoesEverythingSince() throws IOException {
        put(A, 10);
        MemoryStore.Snapshot backup = store.snapshot();
        put(A, 20);
        put(B, 30);
        assertThat(backup.keys()).containsExactly(A);

        store.restore(backup);

        assertThat(laptop.list("").toList()).containsExactly(new ObjectInfo(A, 10));
        laptop.put(B, ObjectSource.of(new byte[5]), PutCondition.IF_ABSENT);
        store.restore(backup);
        assertThat(laptop.stat(B)).isEmpty();
    }

    @Test
    void storeRunsFullAndHasRoomAgainAfterDeletion() throws IOException {
        store.setCapacity(100);
        put(A, 60);
        assertThatThrownBy(() -> put(B, 41)).isInstanceOf(StoreFullException.class);
        assertThat(laptop.stat(B)).isEmpty();
        assertThat(laptop.space()).contains(new StoreSpace(100, 40));
        put(A, 100);
        laptop.delete(A);
        put(B, 100);
        assertThatThrownBy(() -> put(A, 1)).isInstanceOf(StoreFullException.class);
    }

    @Test
    void capacityCountsWhatARestoreBringsBack() throws IOException {
        store.setCapacity(100);
        put(A, 60);
        MemoryStore.Snapshot backup = store.snapshot();
        laptop.delete(A);
        store.restore(backup);
        assertThatThrownBy(() -> put(B, 41)).isInstanceOf(StoreFullException.class);
        put(B, 40);
    }

    @Test
    void damageShowsToEverybody() throws IOException {
        desktop.put(A, ObjectSource.of(new byte[] {0, 0, 0}), PutCondition.ALWAYS);
        store.damage(A, new Damage.BitFlip(9));
        assertThat(laptop.read(A, ByteRange.ALL).readAllBytes()).containsExactly(0, 2, 0);
        store.damage(A, new Damage.Truncation(1));
        assertThat(laptop.stat(A)).contains(new ObjectInfo(A, 1));
        store.lose(A);
        assertThat(laptop.stat(A)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> store.damage(A, new Damage.BitFlip(0)));
    }

    @Test
    void listingsAreFreshUnlessToldOtherwise() throws IOException {
        for (int i = 0; i < 100; i++) {
            put(new ObjectKey("x/" + i), 1);
            assertThat(laptop.list("x/")).hasSize(i + 1);
        }
    }

    @Test
    void staleListingMissesOnlyWhatOthersPutLately() throws IOException {
        put(B, 1);
        store.setStaleListings(5, 1);
        List<Boolean> seen = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            put(A, 1);
            assertThat(desktop.list("")).as("its own put").hasSize(2);
            seen.add(laptop.list("").anyMatch(object -> object.key().equals(A)));
            assertThat(laptop.stat(A)).as("stat is never stale").isPresent();
            assertThat(laptop.read(A, ByteRange.ALL).readAllBytes()).hasSize(1);
            assertThat(laptop.list("")).contains(new ObjectInfo(B, 1));
            assertThat(laptop.stat(B)).isPresent();
            assertThat(laptop.list("")).as("old enough").hasSize(2);
            laptop.delete(A);
        }
        assertThat(seen).contains(true, false);
    }

    private void put(ObjectKey key, int size) throws IOException {
        desktop.put(key, ObjectSource.of(new byte[size]), PutCondition.ALWAYS);
    }
}
