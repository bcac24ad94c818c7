package io.kss.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.failure.KssException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.tck.storage.FaultPlan;
import io.kss.spi.tck.storage.FaultRates;
import io.kss.spi.tck.storage.FaultyBackend;
import io.kss.spi.tck.storage.LateWrites;
import io.kss.spi.tck.storage.MemoryStore;
import io.kss.spi.tck.storage.Operation;
import io.kss.spi.tck.storage.SimulatedCrash;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three hosts take and give back the lease over connections that fail in every way, and crash in between. */
class JournalRaceTest {

    private static final int STEPS = 1500;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noAcknowledgedEntryIsLostAndAllHostsAgreeInTheEnd(long seed) throws Exception {
        Random random = new Random(seed);
        MemoryStore store = new MemoryStore();
        LateWrites late = new LateWrites();
        Host[] hosts = new Host[3];
        for (int i = 0; i < hosts.length; i++) {
            hosts[i] = new Host(store.connect(), "host" + i, seed * 10 + i);
        }
        hosts[0].create();
        store.setStaleListings(20, seed);
        Map<Long, String> acknowledged = new HashMap<>();
        for (int step = 0; step < STEPS; step++) {
            Host host = hosts[random.nextInt(hosts.length)];
            if (random.nextInt(5) == 0) {
                host.restart(new FaultyBackend(store.connect(), plan(seed * 100_000 + step), late));
            }
            String token = "t" + step;
            try {
                VmState state = step(host, token, random.nextBoolean());
                acknowledged.put(state.number(), state.hash());
            } catch (StorageException | SimulatedCrash e) {
                host.restart(new FaultyBackend(store.connect(), plan(seed * 100_000 + step), late));
            }
        }
        late.landAll();
        Map<Long, String> hashes = new HashMap<>();
        VmState end = new Host(store.connect(), "judge", 77)
                .journal()
                .replay(entry -> hashes.put(entry.number() - 1, entry.previous()));
        hashes.put(end.number(), end.hash());
        assertThat(hashes).as("seed %d", seed).containsAllEntriesOf(acknowledged);
        assertThat(acknowledged.size()).as("seed %d", seed).isGreaterThan(200);
        for (Host host : hosts) {
            assertThat(host.restart(store.connect()).read()).as("seed %d", seed).isEqualTo(end);
        }
    }

    /** Creates fail often; the many reads of a start rarely, or no start would come through. */
    private static FaultPlan plan(long seed) {
        FaultPlan creates = FaultPlan.random(
                seed,
                FaultRates.NONE
                        .withFail(0.05)
                        .withReplyLost(0.1)
                        .withLate(0.2, 30)
                        .withTear(0.05)
                        .withCrash(0.05));
        FaultPlan others = FaultPlan.random(
                ~seed, FaultRates.NONE.withFail(0.002).withTear(0.002).withCrash(0.002));
        return operation -> (operation.kind() == Operation.Kind.PUT ? creates : others).faultFor(operation);
    }

    private static VmState step(Host host, String token, boolean releasing) throws KssException, IOException {
        if (!releasing) {
            return host.acquire(token);
        }
        return host.journal()
                .commit(state -> state.lease()
                        .map(lease -> (Event) new Event.LeaseReleased(lease.token()))
                        .or(Optional::empty));
    }
}
