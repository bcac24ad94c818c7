package io.kss.core.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.DiskId;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageException;
import io.kss.spi.tck.storage.Fault;
import io.kss.spi.tck.storage.FaultPlan;
import io.kss.spi.tck.storage.FaultyBackend;
import io.kss.spi.tck.storage.MemoryStore;
import io.kss.spi.tck.storage.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestStoreTest {

    private final MemoryStore store = new MemoryStore();
    private final Manifest manifest = ManifestCodecTest.manifest();
    private final ManifestStore manifests = new ManifestStore(store.connect(), manifest.vm());

    @Test
    void manifestIsFoundUnderTheHashOfItsBytes() throws Exception {
        String hash = manifests.put(manifest);
        assertThat(manifests.hashes()).containsExactly(hash);
        assertThat(manifests.contains(hash)).isTrue();
        assertThat(manifests.read(hash)).isEqualTo(manifest);
    }

    @Test
    void missingManifestIsDamageThatNamesIt() {
        assertDamaged("f".repeat(64));
    }

    @Test
    void anotherManifestUnderTheNameIsDamage() throws Exception {
        String hash = manifests.put(manifest);
        byte[] stored = ManifestCodec.encode(
                ManifestCodecTest.manifest(new DiskLayer(new DiskId("1".repeat(32)), "vda", 1, List.of())));
        store.connect().put(new ObjectKey(manifests.name(hash)), ObjectSource.of(stored), PutCondition.ALWAYS);
        assertDamaged(hash);
    }

    @Test
    void failingStoreIsNotCalledDamage() throws Exception {
        String hash = manifests.put(manifest);
        FaultyBackend faulty =
                new FaultyBackend(store.connect(), FaultPlan.at(Operation.Kind.READ, 1, new Fault.Tear(10)));
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> new ManifestStore(faulty, manifest.vm()).read(hash));
    }

    private void assertDamaged(String hash) {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> manifests.read(hash))
                .withMessageContaining(hash)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.DAMAGED));
    }
}
