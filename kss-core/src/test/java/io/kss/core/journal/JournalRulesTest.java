package io.kss.core.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.OutcomeUnknownException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.tck.storage.Fault;
import io.kss.spi.tck.storage.FaultPlan;
import io.kss.spi.tck.storage.FaultyBackend;
import io.kss.spi.tck.storage.LateWrites;
import io.kss.spi.tck.storage.MemoryStore;
import io.kss.spi.tck.storage.Operation;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules J1 to J7 of the journal, each as the story in which it matters. */
class JournalRulesTest {

    private final MemoryStore store = new MemoryStore();
    private final Host desktop = new Host(store.connect(), "desktop", 1);
    private final Host laptop = new Host(store.connect(), "laptop", 2);

    @BeforeEach
    void createVm() throws Exception {
        desktop.create();
    }

    @Test
    void j1PublishOfABrokenLeaseLandsOnABranchAndDoesNotFreeTheNewOne() throws Exception {
        desktop.acquire("d1");
        laptop.commit(new Event.LeaseBroken("d1"));
        laptop.acquire("l1");
        VmState state = desktop.publish(Host.snapshot(1), null, "d1", true);
        assertThat(state.head()).isEmpty();
        assertThat(state.branches()).isEqualTo(Map.of("from-desktop", Host.snapshot(1)));
        assertThat(state.lease().map(Lease::token)).contains("l1");
        assertThat(laptop.journal().read()).isEqualTo(state);
    }

    @Test
    void j1StoredEntryWithAStaleTokenIsVoid() throws Exception {
        desktop.acquire("d1");
        VmState before = desktop.journal().read();
        JournalEntry stale = new JournalEntry(
                Host.VM,
                before.number() + 1,
                before.hash(),
                before.lease().orElseThrow().host(),
                Instant.EPOCH,
                "nonce",
                new Event.LeaseReleased("d0"),
                Optional.empty());
        new JournalObjects(store.connect(), Host.VM).create(stale.number(), EntryCodec.encode(stale));
        VmState after = desktop.journal().read();
        assertThat(after.number()).isEqualTo(before.number() + 1);
        assertThat(after.lease()).isEqualTo(before.lease());
    }

    @Test
    void j1ImpossibleDecisionIsNotSent() throws Exception {
        long before = desktop.journal().read().number();
        assertThatIllegalStateException().isThrownBy(() -> desktop.commit(new Event.LeaseReleased("d0")));
        assertThat(laptop.journal().read().number()).isEqualTo(before);
        assertThat(desktop.memory.pending()).isEmpty();
    }

    @Test
    void j2CreateThatLandsLateIsFoundAndNotRepeated() throws Exception {
        LateWrites late = new LateWrites();
        desktop.restart(
                new FaultyBackend(store.connect(), FaultPlan.at(Operation.Kind.PUT, 1, new Fault.Late(3)), late));
        VmState state = desktop.acquire("d1");
        assertThat(state.number()).isEqualTo(2);
        late.landAll();
        assertThat(laptop.journal().read()).isEqualTo(state);
        assertThat(desktop.memory.pending()).isEmpty();
    }

    @Test
    void j2LostReplyCountsAsSuccessOnceReadBack() throws Exception {
        desktop.restart(new FaultyBackend(store.connect(), FaultPlan.at(Operation.Kind.PUT, 1, new Fault.ReplyLost())));
        assertThat(desktop.acquire("d1").lease().map(Lease::token)).contains("d1");
        assertThat(laptop.journal().read().number()).isEqualTo(2);
    }

    @Test
    void j2UnknownOutcomeStaysPendingUntilSomeEntryHasTheNumber() throws Exception {
        LateWrites late = new LateWrites();
        desktop.journal().read();
        desktop.restart(new FaultyBackend(store.connect(), unreachableAfterPut(), late));
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> desktop.acquire("d1"));
        PendingEntry pending = desktop.memory.pending().orElseThrow();
        assertThat(pending.number()).isEqualTo(2);

        // Another host takes number 2 before the delayed create lands.
        laptop.acquire("l1");
        late.landAll();
        VmState state = desktop.restart().read();
        assertThat(state.lease().map(Lease::token)).contains("l1");
        assertThat(desktop.memory.pending()).isEmpty();
    }

    @Test
    void j2PendingEntryIsSentAgainAsItWas() throws Exception {
        desktop.restart(new FaultyBackend(store.connect(), unreachableAfterPut(), new LateWrites()));
        assertThatExceptionOfType(OutcomeUnknownException.class).isThrownBy(() -> desktop.acquire("d1"));
        byte[] sent = desktop.memory.pending().orElseThrow().stored();
        VmState state = desktop.restart().read();
        assertThat(state.lease().map(Lease::token)).contains("d1");
        assertThat(new JournalObjects(store.connect(), Host.VM).read(2)).contains(sent);
        assertThat(desktop.memory.pending()).isEmpty();
        assertThat(laptop.acquire("l1").lease().map(Lease::token)).contains("d1");
    }

    @Test
    void j2FullStoreLeavesNothingPending() throws Exception {
        desktop.restart(new FaultyBackend(store.connect(), FaultPlan.at(Operation.Kind.PUT, 1, Fault.storeFull())));
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> desktop.acquire("d1"));
        assertThat(desktop.memory.pending()).isEmpty();
    }

    @Test
    void j3CheckpointSparesTheEntriesBeforeIt() throws Exception {
        while (desktop.journal().read().number() < 3 * JournalEntry.CHECKPOINT_EVERY + 5) {
            desktop.acquire("d");
            desktop.commit(new Event.LeaseReleased("d"));
        }
        FaultyBackend counted = new FaultyBackend(store.connect(), FaultPlan.none());
        assertThat(laptop.restart(counted).read()).isEqualTo(desktop.journal().read());
        assertThat(counted.operations()).isLessThan(12);
        counted = new FaultyBackend(store.connect(), FaultPlan.none());
        desktop.restart(counted).read();
        assertThat(counted.operations(Operation.Kind.LIST)).isZero();
        long before = counted.operations();
        desktop.journal().read();
        assertThat(counted.operations() - before).isEqualTo(1);
        assertThat(desktop.journal().replay(entry -> {}))
                .isEqualTo(desktop.journal().read());
    }

    @Test
    void j3StaleListingDoesNotHideTheNewestEntries() throws Exception {
        desktop.acquire("d1");
        store.setStaleListings(1000, 3);
        VmState newest = desktop.commit(new Event.LeaseReleased("d1"));
        for (int seed = 0; seed < 20; seed++) {
            assertThat(new Host(store.connect(), "new", seed).journal().read()).isEqualTo(newest);
        }
    }

    @Test
    void j3GapInTheJournalIsDamage() throws Exception {
        desktop.acquire("d1");
        desktop.commit(new Event.LeaseReleased("d1"));
        store.lose(key(2));
        assertRefused(laptop, Reason.DAMAGED);
        desktop.restart();
        assertRefused(desktop, Reason.DAMAGED);
    }

    @Test
    void j4StoreSetBackToAnEarlierStateStopsEverything() throws Exception {
        MemoryStore.Snapshot backup = store.snapshot();
        desktop.acquire("d1");
        store.restore(backup);
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> desktop.commit(new Event.LeaseReleased("d1")))
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).isEqualTo(Reason.HISTORY_REWRITTEN);
                    assertThat(refusal.waysOut()).isNotEmpty();
                });
        desktop.restart();
        assertRefused(desktop, Reason.HISTORY_REWRITTEN);
        assertThat(store.snapshot().keys()).containsExactlyElementsOf(backup.keys());
    }

    @Test
    void j4AnotherEntryUnderASeenNumberStopsEverything() throws Exception {
        MemoryStore.Snapshot backup = store.snapshot();
        desktop.acquire("d1");
        store.restore(backup);
        laptop.acquire("l1");
        laptop.commit(new Event.LeaseReleased("l1"));
        assertRefused(desktop, Reason.HISTORY_REWRITTEN);
        desktop.restart();
        assertRefused(desktop, Reason.HISTORY_REWRITTEN);
    }

    @Test
    void j4PendingEntryIsNotSentIntoARewrittenJournal() throws Exception {
        MemoryStore.Snapshot backup = store.snapshot();
        desktop.acquire("d1");
        desktop.restart(new FaultyBackend(store.connect(), unreachableAfterPut(), new LateWrites()));
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> desktop.commit(new Event.LeaseReleased("d1")));
        store.restore(backup);
        desktop.restart();
        assertRefused(desktop, Reason.HISTORY_REWRITTEN);
        assertThat(store.snapshot().keys()).containsExactlyElementsOf(backup.keys());
    }

    @Test
    void j5DecisionIsMadeAgainOnWhatAnotherHostWroteMeanwhile() throws Exception {
        desktop.journal().read();
        List<Boolean> free = new ArrayList<>();
        VmState state = desktop.journal().commit(seen -> {
            free.add(seen.lease().isEmpty());
            if (free.size() == 1) {
                assertThat(acquiredBy(laptop)).isTrue();
            }
            return seen.lease().isEmpty() ? Optional.of(new Event.LeaseAcquired("d1", seen.head())) : Optional.empty();
        });
        assertThat(free).containsExactly(true, false);
        assertThat(state.lease().map(Lease::token)).contains("l1");
        assertThat(desktop.memory.pending()).isEmpty();
    }

    @Test
    void j6VmIsCreatedOnce() {
        assertThatIllegalStateException().isThrownBy(laptop::create);
    }

    @Test
    void j7ClockThatRunsBackwardsChangesNothing() throws Exception {
        Host past = new Host(store.connect(), "past", 9, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        desktop.acquire("d1");
        desktop.publish(Host.snapshot(1), null, "d1", true);
        past.acquire("p1");
        VmState state = past.publish(Host.snapshot(2), Host.snapshot(1), "p1", true);
        assertThat(state.head()).contains(Host.snapshot(2));
        assertThat(laptop.journal().read()).isEqualTo(state);
    }

    /** The first put is not answered and never lands by itself; then nothing can be reached. */
    private static FaultPlan unreachableAfterPut() {
        boolean[] sent = {false};
        return operation -> {
            boolean first = operation.kind() == Operation.Kind.PUT && !sent[0];
            sent[0] |= first;
            if (first || operation.kind() == Operation.Kind.PUT) {
                return Optional.of(new Fault.Late(1_000_000));
            }
            return sent[0]
                    ? Optional.of(new Fault.Fail(what -> new OutcomeUnknownException("simulated: no reply to " + what)))
                    : Optional.empty();
        };
    }

    private static boolean acquiredBy(Host host) {
        try {
            return host.acquire("l1").lease().map(Lease::token).equals(Optional.of("l1"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static ObjectKey key(long number) {
        return new ObjectKey(String.format("vms/%s/journal/%020d", Host.VM, number));
    }

    private static void assertRefused(Host host, Reason reason) {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> host.journal().read())
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }
}
