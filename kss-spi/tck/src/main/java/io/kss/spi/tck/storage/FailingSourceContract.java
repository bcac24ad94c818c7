package io.kss.spi.tck.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A source that fails or lies makes its put fail for good, and changes nothing. */
abstract class FailingSourceContract extends ContractGroup {

    private static final List<Integer> SIZES = List.of(0, 1, 5000, 300_000);

    FailingSourceContract(StorageBackendContract contract) {
        super(contract);
    }

    @ParameterizedTest
    @EnumSource(PutCondition.class)
    void sourceThatFailsMidwayLeavesNothing(PutCondition condition) throws Exception {
        for (int size : SIZES) {
            leavesNothing(condition, Sources.pausing(bytes(1, size + 2), size / 2, () -> {
                throw new IOException("the disk is on fire");
            }));
        }
    }

    @ParameterizedTest
    @EnumSource(PutCondition.class)
    void sourceThatCannotBeOpenedLeavesNothing(PutCondition condition) throws Exception {
        leavesNothing(condition, Sources.of(100, () -> {
            throw new IOException("the disk is gone");
        }));
    }

    @ParameterizedTest
    @EnumSource(PutCondition.class)
    void sourceThatIsShorterThanAnnouncedLeavesNothing(PutCondition condition) throws Exception {
        for (int size : SIZES) {
            leavesNothing(condition, Sources.lying(size + 1, bytes(1, size)));
        }
    }

    @ParameterizedTest
    @EnumSource(PutCondition.class)
    void sourceThatIsLongerThanAnnouncedLeavesNothing(PutCondition condition) throws Exception {
        for (int size : SIZES) {
            leavesNothing(condition, Sources.lying(size, bytes(1, size + 1)));
        }
    }

    @ParameterizedTest
    @EnumSource(PutCondition.class)
    void sourceWithAProgrammingErrorLeavesNothing(PutCondition condition) throws Exception {
        StorageBackend store = connect();
        ObjectSource broken = Sources.pausing(bytes(1, 9000), 4000, () -> {
            throw new IllegalStateException("a mistake");
        });
        assertThat(catchThrowable(() -> store.put(key("a/b"), broken, condition)))
                .isNotNull();
        unchanged(store, List.of());
    }

    @ParameterizedTest
    @EnumSource(PutCondition.class)
    void theConnectionIsUsableAfterwards(PutCondition condition) throws Exception {
        StorageBackend store = connect();
        for (int i = 0; i < 20; i++) {
            ObjectKey key = key("again/" + i);
            assertThatThrownBy(() -> store.put(key, Sources.lying(70_000, bytes(1, 40_000)), condition))
                    .isInstanceOf(StorageException.class);
            store.put(key, ObjectSource.of(bytes(i, 40_000)), condition);
            assertThat(read(store, key)).isEqualTo(bytes(i, 40_000));
        }
    }

    private void leavesNothing(PutCondition condition, ObjectSource source) throws Exception {
        StorageBackend store = connect();
        assertThatThrownBy(() -> store.put(key("a/b"), source, condition))
                .isExactlyInstanceOf(StorageException.class)
                .hasCauseInstanceOf(IOException.class);
        unchanged(store, List.of());

        byte[] old = bytes(7, 700);
        put(store, key("a/old"), old);
        assertThatThrownBy(() -> store.put(key("a/old"), source, PutCondition.ALWAYS))
                .isExactlyInstanceOf(StorageException.class);
        assertThat(read(store, key("a/old"))).isEqualTo(old);
        unchanged(store, List.of("a/old"));
        store.delete(key("a/old"));
    }

    private void unchanged(StorageBackend store, List<String> expected) throws Exception {
        assertThat(keys(store, "")).isEqualTo(expected);
        assertThat(keys(connect(), "")).isEqualTo(expected);
        assertThat(store.stat(key("a/b"))).isEmpty();
    }
}
