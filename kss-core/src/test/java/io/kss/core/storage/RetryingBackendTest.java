package io.kss.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import io.kss.spi.storage.TransientStorageException;
import io.kss.spi.tck.storage.Fault;
import io.kss.spi.tck.storage.FaultPlan;
import io.kss.spi.tck.storage.FaultRates;
import io.kss.spi.tck.storage.FaultyBackend;
import io.kss.spi.tck.storage.MemoryStore;
import io.kss.spi.tck.storage.Operation.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryingBackendTest {

    private static final ObjectKey A = new ObjectKey("a");
    private static final RetryPolicy POLICY = new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofSeconds(3));

    private final MemoryStore store = new MemoryStore();
    private final StorageBackend witness = store.connect();
    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void everyOperationSurvivesTransientFailures() throws IOException {
        FaultyBackend faulty = faulty(FaultPlan.when(o -> o.numberOfKind() < 5, Fault.failTransiently()));
        StorageBackend retrying = retrying(faulty);
        retrying.put(A, ObjectSource.of(new byte[7]), PutCondition.IF_ABSENT);
        assertThat(retrying.stat(A)).contains(new ObjectInfo(A, 7));
        assertThat(retrying.read(A, ByteRange.ALL).readAllBytes()).hasSize(7);
        assertThat(retrying.list("")).hasSize(1);
        assertThat(retrying.space()).isEmpty();
        retrying.delete(A);
        assertThat(witness.stat(A)).isEmpty();
        assertThat(faulty.operations()).isEqualTo(6 * 5);
    }

    @Test
    void attemptsAreLimitedAndPausesGrowUpToTheLongest() {
        FaultyBackend faulty = faulty(FaultPlan.when(o -> true, Fault.failTransiently()));
        assertThatThrownBy(() -> put(retrying(faulty), PutCondition.ALWAYS))
                .isInstanceOf(TransientStorageException.class);
        assertThat(faulty.operations()).isEqualTo(5);
        assertThat(pauses).hasSize(4);
        long[] longest = {1000, 2000, 3000, 3000};
        for (int i = 0; i < 4; i++) {
            assertThat(pauses.get(i).toMillis()).isBetween(longest[i] / 2, longest[i]);
        }
        assertThat(pauses.stream().distinct()).hasSize(4);
    }

    @Test
    void otherFailuresAreNotRetried() throws IOException {
        for (Fault fault : List.of(Fault.denyAccess(), Fault.storeFull(), Fault.failForGood())) {
            FaultyBackend faulty = faulty(FaultPlan.when(o -> true, fault));
            assertThatThrownBy(() -> put(retrying(faulty), PutCondition.IF_ABSENT))
                    .isInstanceOf(StorageException.class)
                    .isNotInstanceOf(TransientStorageException.class)
                    .satisfiesAnyOf(
                            e -> assertThat(e).isInstanceOf(AccessDeniedStorageException.class),
                            e -> assertThat(e).isInstanceOf(StoreFullException.class),
                            e -> assertThat(e).isExactlyInstanceOf(StorageException.class));
            assertThat(faulty.operations()).isOne();
        }
        FaultyBackend healthy = faulty(FaultPlan.none());
        assertThatThrownBy(() -> retrying(healthy).read(A, ByteRange.ALL)).isInstanceOf(ObjectNotFoundException.class);
        assertThat(healthy.operations()).isOne();
        assertThat(pauses).isEmpty();
    }

    @Test
    void unknownOutcomeOfACreateIsNeverRetried() {
        FaultyBackend faulty = faulty(FaultPlan.at(1, new Fault.ReplyLost()));
        assertThatThrownBy(() -> put(retrying(faulty), PutCondition.IF_ABSENT))
                .isInstanceOf(OutcomeUnknownException.class);
        assertThat(faulty.operations()).isOne();
    }

    @Test
    void unknownOutcomeOfAnOrdinaryPutIsRetried() throws IOException {
        FaultyBackend faulty = faulty(FaultPlan.at(1, new Fault.ReplyLost()));
        put(retrying(faulty), PutCondition.ALWAYS);
        assertThat(faulty.operations()).isEqualTo(2);
        assertThat(witness.stat(A)).isPresent();
    }

    @Test
    void takenKeyAtTheFirstAttemptIsALostRace() throws IOException {
        put(witness, PutCondition.ALWAYS);
        assertThatThrownBy(() -> put(retrying(faulty(FaultPlan.none())), PutCondition.IF_ABSENT))
                .isInstanceOf(ObjectExistsException.class);
    }

    @Test
    void takenKeyAtALaterAttemptMayBeOurOwn() throws IOException {
        put(witness, PutCondition.ALWAYS);
        FaultyBackend faulty = faulty(FaultPlan.at(1, Fault.failTransiently()));
        assertThatThrownBy(() -> put(retrying(faulty), PutCondition.IF_ABSENT))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasCauseInstanceOf(ObjectExistsException.class);
    }

    @Test
    void readGoesOnWhereItBrokeOff() throws IOException {
        byte[] bytes = new byte[100_000];
        new Random(1).nextBytes(bytes);
        witness.put(A, ObjectSource.of(bytes), PutCondition.ALWAYS);
        FaultyBackend faulty = faulty(FaultPlan.when(o -> o.kind() == Kind.READ, new Fault.Tear(7000)));
        try (InputStream in = retrying(faulty).read(A, ByteRange.ALL)) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        // One more than the bytes need: the end, too, shows only on a new connection.
        assertThat(faulty.operations()).isEqualTo(100_000 / 7000 + 1);
        try (InputStream in = retrying(faulty).read(A, new ByteRange(50, 14_000))) {
            assertThat(in.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(bytes, 50, 14_050));
        }
    }

    @Test
    void readThatGetsNowhereEnds() throws IOException {
        witness.put(A, ObjectSource.of(new byte[100]), PutCondition.ALWAYS);
        FaultyBackend faulty = faulty(FaultPlan.when(o -> o.kind() == Kind.READ, new Fault.Tear(0)));
        try (InputStream in = retrying(faulty).read(A, ByteRange.ALL)) {
            assertThatThrownBy(in::read).isInstanceOf(TransientStorageException.class);
        }
        assertThat(faulty.operations()).isEqualTo(5);
    }

    @Test
    void listingThatBreaksOffStartsAgainWithoutRepeatingAnything() throws IOException {
        for (int i = 0; i < 20; i++) {
            witness.put(new ObjectKey("x/" + i), ObjectSource.of(new byte[1]), PutCondition.ALWAYS);
        }
        FaultyBackend faulty = faulty(FaultPlan.at(Kind.LIST, 1, new Fault.Tear(13)));
        assertThat(retrying(faulty).list("x/")).hasSize(20).doesNotHaveDuplicates();
        assertThat(faulty.operations()).isEqualTo(2);
    }

    @Test
    void interruptEndsTheWaiting() {
        FaultyBackend faulty = faulty(FaultPlan.when(o -> true, Fault.failTransiently()));
        StorageBackend retrying = new RetryingBackend(
                faulty,
                POLICY,
                pause -> {
                    throw new InterruptedException();
                },
                new Random(1));
        assertThatThrownBy(() -> put(retrying, PutCondition.ALWAYS)).isInstanceOf(TransientStorageException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(faulty.operations()).isOne();
    }

    @Test
    void interruptedThreadDoesNotTryAgain() {
        FaultyBackend faulty = faulty(FaultPlan.when(o -> true, Fault.failTransiently()));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> put(retrying(faulty), PutCondition.ALWAYS))
                .isInstanceOf(TransientStorageException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(faulty.operations()).isOne();
        assertThat(pauses).isEmpty();
    }

    @Test
    void acknowledgedExclusiveCreatesAreTrueWhateverHappens() throws IOException {
        for (long seed = 1; seed <= 300; seed++) {
            FaultRates rates = FaultRates.NONE
                    .withFail(0.3)
                    .withReplyLost(0.1)
                    .withLate(0.1, 5)
                    .withTear(0.1);
            MemoryStore shared = new MemoryStore();
            int winners = 0;
            for (int host = 1; host <= 3; host++) {
                FaultyBackend faulty = new FaultyBackend(shared.connect(), FaultPlan.random(seed * 10 + host, rates));
                try {
                    retrying(faulty).put(A, ObjectSource.of(new byte[host]), PutCondition.IF_ABSENT);
                    winners++;
                    assertThat(shared.connect().stat(A)).as("seed %d", seed).contains(new ObjectInfo(A, host));
                } catch (ObjectExistsException | OutcomeUnknownException | TransientStorageException e) {
                    assertThat(e).hasMessageContaining("a");
                }
            }
            assertThat(winners).as("seed %d", seed).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void senselessPoliciesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryPolicy(0, Duration.ZERO, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(1, Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryPolicy(1, Duration.ofSeconds(-2), Duration.ofSeconds(1)));
    }

    private FaultyBackend faulty(FaultPlan plan) {
        return new FaultyBackend(store.connect(), plan);
    }

    private StorageBackend retrying(StorageBackend backend) {
        return new RetryingBackend(backend, POLICY, pauses::add, new Random(1));
    }

    private static void put(StorageBackend backend, PutCondition condition) throws StorageException {
        backend.put(A, ObjectSource.of(new byte[7]), condition);
    }
}
