package io.kss.core.storecheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.core.examine.Remark;
import io.kss.core.identity.IdSource;
import io.kss.core.progress.ProgressListener;
import io.kss.core.transfer.TransferOptions;
import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ForwardingBackend;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import io.kss.spi.tck.storage.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreCheckTest {

    private static final TransferOptions OPTIONS =
            TransferOptions.defaults().withConnections(3).withPackSize(1 << 20);

    private final MemoryStore store = new MemoryStore();

    @Test
    void goodStoreIsFoundGoodAndLeftAsItWas() throws Exception {
        ObjectKey other = new ObjectKey("packs/aa/pack");
        store.connect().put(other, ObjectSource.of(new byte[10]), PutCondition.ALWAYS);

        CheckResult result = check(store::connect, ProgressListener.NONE);

        assertThat(result.remarks()).extracting(Remark::level).containsOnly(Remark.Level.OK);
        assertThat(result.remarks())
                .extracting(Remark::subject)
                .containsExactly(
                        "exclusive create",
                        "visibility",
                        "half-written objects",
                        "broken writes",
                        "reading",
                        "large objects",
                        "listing",
                        "names",
                        "deleting",
                        "room");
        assertThat(store.snapshot().keys()).containsExactly(other);
    }

    @Test
    void speedIsMeasuredAsTransfersUseTheStore() throws Exception {
        Speed speed = check(store::connect, ProgressListener.NONE).speed().orElseThrow();
        assertThat(speed.objectBytes()).isEqualTo(1 << 20);
        assertThat(speed.connections()).isEqualTo(3);
        assertThat(List.of(speed.write(), speed.parallelWrite(), speed.read(), speed.parallelRead()))
                .allSatisfy(rate -> assertThat(rate).isPositive());
        assertThat(speed.latencies()).hasSize(6).allSatisfy(latency -> {
            assertThat(latency.samples()).isPositive();
            assertThat(latency.median()).isLessThanOrEqualTo(latency.slowest());
        });
    }

    @ParameterizedTest
    @EnumSource
    void flawIsFoundAndNothingIsLeftBehind(Flaws flaw) throws Exception {
        CheckResult result = check(() -> flaw.spoil.apply(store.connect()), ProgressListener.NONE);

        assertThat(result.remarks())
                .filteredOn(remark -> remark.level() == Remark.Level.PROBLEM)
                .extracting(Remark::subject)
                .contains(flaw.subject);
        assertThat(store.snapshot().keys()).isEmpty();
    }

    @Test
    void interruptEndsTheCheckAndNothingIsLeftBehind() {
        Thread checking = Thread.currentThread();
        assertThatThrownBy(() -> check(store::connect, progress -> {
                    if (progress.detail().startsWith("writing 3")) {
                        checking.interrupt();
                    }
                }))
                .isInstanceOfAny(InterruptedException.class, TransientStorageException.class);
        boolean unused = Thread.interrupted();
        assertThat(store.snapshot().keys()).isEmpty();
    }

    @Test
    void storeThatCanNotBeReachedOrWrittenIsNoFinding() {
        for (StorageException failure :
                List.of(new TransientStorageException("gone"), new AccessDeniedStorageException("read-only"))) {
            AtomicInteger puts = new AtomicInteger();
            assertThatThrownBy(() -> check(
                            () -> new ForwardingBackend(store.connect()) {
                                @Override
                                public void put(ObjectKey key, ObjectSource source, PutCondition condition)
                                        throws StorageException {
                                    if (puts.incrementAndGet() > 200) {
                                        throw failure;
                                    }
                                    super.put(key, source, condition);
                                }
                            },
                            ProgressListener.NONE))
                    .isSameAs(failure);
            assertThat(store.snapshot().keys()).isEmpty();
        }
    }

    @Test
    void whatAKilledCheckLeftIsTold() throws Exception {
        store.connect().put(new ObjectKey("probe/x/pack"), ObjectSource.of(new byte[10]), PutCondition.ALWAYS);
        assertThat(check(store::connect, ProgressListener.NONE).remarks())
                .last()
                .matches(remark -> remark.level() == Remark.Level.WARNING
                        && remark.subject().equals("leftovers"));
    }

    @Test
    void whatCanNotBeDeletedIsTold() throws Exception {
        CheckResult result = check(
                () -> new ForwardingBackend(store.connect()) {
                    @Override
                    public void delete(ObjectKey key) throws StorageException {
                        throw new StorageException("deleting is switched off");
                    }
                },
                ProgressListener.NONE);
        assertThat(result.remarks()).anySatisfy(remark -> {
            assertThat(remark.subject()).isEqualTo("leftovers");
            assertThat(remark.wayOut().orElseThrow()).startsWith("delete probe/");
        });
    }

    private static CheckResult check(Connections connections, ProgressListener progress) throws Exception {
        AtomicInteger open = new AtomicInteger();
        Connections counted = () -> {
            open.incrementAndGet();
            return new Counted(connections.open(), open);
        };
        try {
            return new StoreCheck(counted, OPTIONS, IdSource.secure(), progress, Duration.ofMillis(50)).run();
        } finally {
            assertThat(open).as("connections left open").hasValue(0);
        }
    }

    private static final class Counted extends ForwardingBackend {
        private final AtomicInteger open;

        Counted(StorageBackend good, AtomicInteger open) {
            super(good);
            this.open = open;
        }

        @Override
        public void close() throws StorageException {
            open.decrementAndGet();
            super.close();
        }
    }
}
