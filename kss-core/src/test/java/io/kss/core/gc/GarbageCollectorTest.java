package io.kss.core.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.PackId;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.VmId;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.tck.storage.Damage;
import io.kss.spi.tck.storage.Fault;
import io.kss.spi.tck.storage.FaultPlan;
import io.kss.spi.tck.storage.FaultyBackend;
import io.kss.spi.tck.storage.MemoryStore;
import io.kss.spi.tck.storage.Operation;
import io.kss.spi.tck.storage.SimulatedCrash;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GarbageCollectorTest {

    private final Scene scene;

    GarbageCollectorTest() throws Exception {
        scene = new Scene();
    }

    @Test
    void packsThatNobodyNeedsGoAndTheOthersStay() throws Exception {
        PackId needed = scene.pack(1, 2);
        PackId garbage = scene.pack(3);
        scene.publish("gaming", 1, 2);
        assertThat(scene.collector(scene.store.connect()).estimate())
                .extracting(CollectionReport::deletedPacks, CollectionReport::rewrittenPacks)
                .containsExactly(1, 0);
        assertThat(scene.packs()).containsExactlyInAnyOrder(needed, garbage);

        CollectionReport report = scene.collect();
        assertThat(report.deletedPacks()).isEqualTo(1);
        assertThat(report.freedBytes()).isPositive();
        assertThat(scene.packs()).containsExactly(needed);
        assertThat(scene.indexed()).containsExactly(needed);
        assertThat(scene.collect().deletedPacks()).isZero();
    }

    @Test
    void p7PackThatIsLessThanHalfAliveIsRewritten() throws Exception {
        PackId sparse = scene.pack(1, 2, 3);
        scene.publish("gaming", 2);
        CollectionReport report = scene.collect();
        assertThat(report.rewrittenPacks()).isEqualTo(1);
        assertThat(scene.packs()).hasSize(1).doesNotContain(sparse);
        assertThat(scene.indexed()).isEqualTo(scene.packs());
        assertThat(scene.has(2)).isTrue();
        assertThat(scene.has(1)).isFalse();
        assertThat(scene.collect().rewrittenPacks()).isZero();
    }

    @Test
    void snapshotsOfAnotherVmCountToo() throws Exception {
        PackId shared = scene.pack(1);
        VmId first = scene.publish("first", 1);
        scene.publish("second", 1);
        scene.giveUp(first, "first");
        scene.collect();
        assertThat(scene.packs()).containsExactly(shared);
    }

    @Test
    void p1SnapshotPublishedBeforeTheFenceKeepsItsCondemnedPacks() throws Exception {
        PackId condemned = scene.pack(1);
        VmId vm = scene.publish("gaming");
        FaultyBackend backend = interrupted("gc/", () -> scene.publishMore(vm, "late", 1));
        CollectionReport report = scene.collector(backend).collect();
        assertThat(report.deletedPacks()).isZero();
        assertThat(scene.packs()).containsExactly(condemned);
    }

    @Test
    void p1NewVmThatAppearsDuringTheCollectionIsSeen() throws Exception {
        PackId condemned = scene.pack(1);
        FaultyBackend backend = interrupted("gc/", () -> scene.publish("new", 1));
        scene.collector(backend).collect();
        assertThat(scene.packs()).containsExactly(condemned);
    }

    @Test
    void p1PusherIsToldWhatIsCondemned() throws Exception {
        PackId condemned = scene.pack(1);
        VmId vm = scene.publish("gaming");
        CollectionLog log = new CollectionLog(scene.store.connect());
        assertThat(log.condemned(0)).isEmpty();
        FaultyBackend backend = new FaultyBackend(
                scene.store.connect(), FaultPlan.at(Operation.Kind.DELETE, 1, new Fault.Crash(false)));
        assertThatExceptionOfType(SimulatedCrash.class)
                .isThrownBy(() -> scene.collector(backend).collect());
        long fence = scene.journal(vm).read().fence();
        assertThat(fence).isEqualTo(1);
        assertThat(log.condemned(0)).isEqualTo(Set.of(condemned));
        assertThat(log.condemned(fence)).isEqualTo(Set.of(condemned));
        scene.collect();
        assertThat(log.condemned(fence)).isEmpty();
        assertThat(scene.packs()).isEmpty();
    }

    @Test
    void staleListingHidesNoVm() throws Exception {
        PackId needed = scene.pack(1);
        scene.store.setStaleListings(1_000_000, 5);
        scene.publish("gaming", 1);
        for (int i = 0; i < 20; i++) {
            scene.collect();
            assertThat(scene.packs()).contains(needed);
        }
    }

    @Test
    void collectionThatDiesAtAnyPointIsFinishedByTheNext() throws Exception {
        PackId dead = scene.pack(1);
        PackId sparse = scene.pack(2, 3, 4, 5);
        PackId needed = scene.pack(6);
        scene.publish("gaming", 3, 6);
        scene.publish("other", 6);
        MemoryStore.Snapshot before = scene.store.snapshot();
        boolean died = true;
        for (int operation = 1; died; operation++) {
            for (boolean afterEffect : new boolean[] {false, true}) {
                scene.store.restore(before);
                FaultyBackend backend =
                        new FaultyBackend(scene.store.connect(), FaultPlan.at(operation, new Fault.Crash(afterEffect)));
                died = false;
                try {
                    scene.collector(backend).collect();
                } catch (SimulatedCrash e) {
                    died = true;
                }
                assertThat(scene.has(3) && scene.has(6))
                        .as("operation %d", operation)
                        .isTrue();
                scene.collect();
                assertThat(scene.has(3) && scene.has(6))
                        .as("operation %d", operation)
                        .isTrue();
                assertThat(scene.packs())
                        .as("operation %d", operation)
                        .contains(needed)
                        .doesNotContain(dead, sparse);
                assertThat(new CollectionLog(scene.store.connect()).condemned(0))
                        .isEmpty();
            }
        }
    }

    @Test
    void damagedManifestStopsTheCollectionBeforeAnythingIsDeleted() throws Exception {
        scene.pack(1);
        scene.pack(2);
        scene.publish("gaming", 1);
        Set<PackId> before = scene.packs();
        ObjectKey manifest = scene.store.snapshot().keys().stream()
                .filter(key -> key.value().contains("/manifests/"))
                .findFirst()
                .orElseThrow();
        scene.store.damage(manifest, new Damage.Truncation(40));
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(scene::collect)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.DAMAGED));
        assertThat(scene.packs()).isEqualTo(before);
    }

    @Test
    void damagedSparsePackIsLeftAlone() throws Exception {
        PackId sparse = scene.pack(1, 2, 3);
        scene.publish("gaming", 2);
        scene.store.damage(sparse.key(), new Damage.BitFlip((8 + 12 + 1001 + 12 + 500) * 8L));
        scene.collect();
        assertThat(scene.packs()).containsExactly(sparse);
    }

    @Test
    void chunkSetHoldsWhatWasAdded() {
        Random random = new Random(3);
        ChunkSet set = new ChunkSet();
        Set<ChunkId> model = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            ChunkId chunk = new ChunkId(random.nextInt(3000), random.nextInt(3), 0, random.nextInt(2));
            assertThat(set.contains(chunk)).isEqualTo(model.contains(chunk));
            set.add(chunk);
            model.add(chunk);
        }
        assertThat(set.size()).isEqualTo(model.size());
    }

    private interface Event {
        void happen() throws Exception;
    }

    /** A connection on which something happens right before the first put under the prefix. */
    private FaultyBackend interrupted(String prefix, Event event) {
        boolean[] happened = {false};
        return new FaultyBackend(scene.store.connect(), operation -> {
            if (!happened[0]
                    && operation.kind() == Operation.Kind.PUT
                    && operation.key().startsWith(prefix)) {
                happened[0] = true;
                try {
                    event.happen();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
            return Optional.empty();
        });
    }
}
