package io.kss.spi.tck.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.TransientStorageException;
import io.kss.spi.tck.storage.Operation.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FaultyBackendTest {

    private static final ObjectKey A = new ObjectKey("a");
    private static final ObjectKey B = new ObjectKey("b");

    private final MemoryStore store = new MemoryStore();
    private final StorageBackend witness = store.connect();

    @Test
    void onlyThePlannedOperationFails() throws IOException {
        FaultyBackend faulty = faulty(FaultPlan.at(2, Fault.failTransiently()));
        put(faulty, A, 1);
        assertThatThrownBy(() -> put(faulty, B, 1)).isInstanceOf(TransientStorageException.class);
        put(faulty, B, 1);
        assertThat(faulty.operations()).isEqualTo(3);
        assertThat(faulty.operations(Kind.PUT)).isEqualTo(3);
        assertThat(faulty.operations(Kind.READ)).isZero();
    }

    @Test
    void operationsAreCountedByKind() throws IOException {
        FaultyBackend faulty = faulty(FaultPlan.at(Kind.DELETE, 2, Fault.denyAccess())
                .or(FaultPlan.at(Kind.STAT, 1, Fault.failForGood()))
                .or(FaultPlan.when(operation -> operation.key().equals("b"), Fault.storeFull())));
        faulty.delete(A);
        assertThatThrownBy(() -> faulty.delete(A)).isInstanceOf(AccessDeniedStorageException.class);
        assertThatThrownBy(() -> faulty.stat(A)).isExactlyInstanceOf(StorageException.class);
        assertThat(faulty.stat(A)).isEmpty();
        assertThatThrownBy(() -> put(faulty, B, 1)).isInstanceOf(StoreFullException.class);
        assertThat(witness.stat(B)).isEmpty();
    }

    @Test
    void lostReplyHidesAPutThatTookEffect() throws IOException {
        FaultyBackend faulty = faulty(FaultPlan.at(1, new Fault.ReplyLost()));
        assertThatThrownBy(() -> create(faulty, A, 7)).isInstanceOf(OutcomeUnknownException.class);
        assertThat(witness.stat(A)).contains(new ObjectInfo(A, 7));
    }

    @Test
    void latePutLandsAfterFurtherOperationsOfAnybody() throws IOException {
        LateWrites late = new LateWrites();
        FaultyBackend faulty = new FaultyBackend(store.connect(), FaultPlan.at(1, new Fault.Late(3)), late);
        FaultyBackend other = new FaultyBackend(store.connect(), FaultPlan.none(), late);
        assertThatThrownBy(() -> create(faulty, A, 7)).isInstanceOf(OutcomeUnknownException.class);
        faulty.crash();
        assertThat(other.stat(A)).isEmpty();
        assertThat(other.stat(A)).isEmpty();
        assertThat(late.pending()).isOne();
        assertThat(other.stat(A)).contains(new ObjectInfo(A, 7));
        assertThat(late.pending()).isZero();
    }

    @Test
    void latePutHonoursItsConditionWhenItLands() throws IOException {
        LateWrites late = new LateWrites();
        FaultyBackend faulty = new FaultyBackend(
                store.connect(), FaultPlan.when(o -> o.kind() == Kind.PUT, new Fault.Late(1000)), late);
        assertThatThrownBy(() -> create(faulty, A, 7)).isInstanceOf(OutcomeUnknownException.class);
        assertThatThrownBy(() -> put(faulty, B, 7)).isInstanceOf(OutcomeUnknownException.class);
        create(witness, A, 1);
        create(witness, B, 1);
        late.landAll();
        assertThat(witness.stat(A)).contains(new ObjectInfo(A, 1));
        assertThat(witness.stat(B)).contains(new ObjectInfo(B, 7));
    }

    @Test
    void tornPutLeavesNothing() throws IOException {
        FaultyBackend faulty = faulty(FaultPlan.when(o -> o.kind() == Kind.PUT, new Fault.Tear(3)));
        for (int size : List.of(0, 1, 3, 4, 100)) {
            assertThatThrownBy(() -> put(faulty, A, size)).isInstanceOf(TransientStorageException.class);
        }
        assertThat(witness.list("")).isEmpty();
    }

    @Test
    void tornReadBreaksOff() throws IOException {
        put(witness, A, 10);
        FaultyBackend faulty = faulty(FaultPlan.when(o -> true, new Fault.Tear(3)));
        try (InputStream in = faulty.read(A, ByteRange.ALL)) {
            assertThat(in.readNBytes(3)).hasSize(3);
            assertThatThrownBy(in::read).isInstanceOf(TransientStorageException.class);
        }
        assertThatThrownBy(() -> faulty.stat(A)).isInstanceOf(TransientStorageException.class);
    }

    @Test
    void tornListingBreaksOff() throws IOException {
        put(witness, A, 10);
        put(witness, B, 10);
        FaultyBackend faulty = faulty(FaultPlan.when(o -> true, new Fault.Tear(1)));
        List<ObjectInfo> seen = new ArrayList<>();
        assertThatThrownBy(() -> faulty.list("").forEach(seen::add))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(TransientStorageException.class);
        assertThat(seen).hasSize(1);
    }

    @Test
    void crashBeforeTheEffectLeavesNothingAndKillsTheConnection() throws IOException {
        put(witness, B, 5);
        FaultyBackend faulty = faulty(FaultPlan.at(Kind.PUT, 1, new Fault.Crash(false)));
        InputStream open = faulty.read(B, ByteRange.ALL);
        assertThatThrownBy(() -> put(faulty, A, 1)).isInstanceOf(SimulatedCrash.class);
        assertThat(witness.stat(A)).isEmpty();
        deadInEveryWay(faulty, open);
    }

    @Test
    void crashAfterTheEffectLeavesTheObject() throws IOException {
        put(witness, B, 5);
        FaultyBackend faulty = faulty(FaultPlan.at(Kind.PUT, 1, new Fault.Crash(true)));
        InputStream open = faulty.read(B, ByteRange.ALL);
        assertThatThrownBy(() -> put(faulty, A, 1)).isInstanceOf(SimulatedCrash.class);
        assertThat(witness.stat(A)).isPresent();
        deadInEveryWay(faulty, open);
    }

    private static void deadInEveryWay(FaultyBackend faulty, InputStream open) throws IOException {
        assertThat(faulty.crashed()).isTrue();
        assertThatThrownBy(() -> put(faulty, A, 1)).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> faulty.read(B, ByteRange.ALL)).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> faulty.stat(A)).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> faulty.list("")).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> faulty.delete(A)).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(faulty::space).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(open::read).isInstanceOf(SimulatedCrash.class);
        faulty.close();
    }

    @Test
    void putThatIsUnderWayDiesWithItsProcess() throws Exception {
        FaultyBackend faulty = faulty(FaultPlan.none());
        Gate gate = new Gate();
        List<Optional<Exception>> outcomes = Race.of(2, index -> {
            if (index == 0) {
                assertThatThrownBy(() -> faulty.put(A, Sources.gated(new byte[100], gate), PutCondition.ALWAYS))
                        .isInstanceOf(SimulatedCrash.class);
            } else {
                gate.awaitArrival();
                faulty.crash();
                gate.open();
            }
        });
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isEmpty());
        assertThat(witness.stat(A)).isEmpty();
    }

    @Test
    void stalledOperationGoesOnWhenTheGateOpens() throws Exception {
        Gate gate = new Gate();
        FaultyBackend faulty = faulty(FaultPlan.at(1, new Fault.Stall(gate)));
        List<Optional<Exception>> outcomes = Race.of(2, index -> {
            if (index == 0) {
                put(faulty, A, 1);
            } else {
                gate.awaitArrival();
                assertThat(witness.stat(A)).isEmpty();
                gate.open();
            }
        });
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isEmpty());
        assertThat(witness.stat(A)).isPresent();
    }

    @Test
    void stalledOperationCanBeInterrupted() throws IOException {
        FaultyBackend faulty = faulty(FaultPlan.at(1, new Fault.Stall(new Gate())));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> put(faulty, A, 1)).isInstanceOf(TransientStorageException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(witness.stat(A)).isEmpty();
    }

    @Test
    void storeRunsFull() throws IOException {
        FaultyBackend faulty = faulty(FaultPlan.none());
        faulty.setRoom(100);
        put(faulty, A, 60);
        assertThatThrownBy(() -> put(faulty, B, 41)).isInstanceOf(StoreFullException.class);
        assertThat(witness.stat(B)).isEmpty();
        put(faulty, B, 40);
        faulty.setRoom(1000);
        put(faulty, B, 500);
    }

    @Test
    void readOnlyStoreCanStillBeRead() throws IOException {
        put(witness, A, 10);
        FaultyBackend faulty = faulty(FaultPlan.none());
        faulty.setReadOnly(true);
        assertThatThrownBy(() -> put(faulty, B, 1)).isInstanceOf(AccessDeniedStorageException.class);
        assertThatThrownBy(() -> faulty.delete(A)).isInstanceOf(AccessDeniedStorageException.class);
        assertThat(faulty.read(A, ByteRange.ALL).readAllBytes()).hasSize(10);
        faulty.setReadOnly(false);
        put(faulty, B, 1);
    }

    @Test
    void damageShowsThroughThisConnectionOnly() throws IOException {
        witness.put(A, ObjectSource.of(new byte[] {0, 0, 0, 0}), PutCondition.ALWAYS);
        FaultyBackend faulty = faulty(FaultPlan.none());
        faulty.damage(A, new Damage.BitFlip(17));
        assertThat(faulty.read(A, new ByteRange(1, 2)).readAllBytes()).containsExactly(0, 2);
        faulty.damage(A, new Damage.Truncation(3));
        assertThat(faulty.stat(A)).contains(new ObjectInfo(A, 3));
        assertThat(faulty.list("")).containsExactly(new ObjectInfo(A, 3));
        assertThat(faulty.read(A, ByteRange.ALL).readAllBytes()).hasSize(3);
        assertThatThrownBy(() -> faulty.read(A, new ByteRange(0, 4))).isInstanceOf(StoreCorruptException.class);
        assertThat(witness.read(A, ByteRange.ALL).readAllBytes()).containsExactly(0, 0, 0, 0);
        faulty.repair(A);
        assertThat(faulty.read(A, ByteRange.ALL).readAllBytes()).containsExactly(0, 0, 0, 0);
    }

    @Test
    void sameSeedGivesTheSameFaults() {
        List<String> first = history(7);
        assertThat(history(7)).isEqualTo(first);
        assertThat(history(8)).isNotEqualTo(first);
        assertThat(first).contains("ok", "TransientStorageException", "OutcomeUnknownException", "SimulatedCrash");
    }

    private static List<String> history(long seed) {
        FaultRates rates = FaultRates.NONE
                .withFail(0.1)
                .withReplyLost(0.1)
                .withLate(0.1, 10)
                .withTear(0.1)
                .withCrash(0.05);
        MemoryStore store = new MemoryStore();
        FaultPlan plan = FaultPlan.random(seed, rates);
        LateWrites late = new LateWrites();
        Random random = new Random(1);
        FaultyBackend faulty = new FaultyBackend(store.connect(), plan, late);
        List<String> history = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            try {
                put(faulty, new ObjectKey("k" + random.nextInt(20)), 100);
                history.add("ok");
            } catch (IOException | SimulatedCrash e) {
                history.add(e.getClass().getSimpleName());
            }
            if (faulty.crashed()) {
                faulty = new FaultyBackend(store.connect(), plan, late);
            }
            history.add(store.snapshot().keys().toString());
        }
        return history;
    }

    private FaultyBackend faulty(FaultPlan plan) {
        return new FaultyBackend(store.connect(), plan);
    }

    private static void put(StorageBackend backend, ObjectKey key, int size) throws IOException {
        backend.put(key, ObjectSource.of(new byte[size]), PutCondition.ALWAYS);
    }

    private static void create(StorageBackend backend, ObjectKey key, int size) throws IOException {
        backend.put(key, ObjectSource.of(new byte[size]), PutCondition.IF_ABSENT);
    }
}
