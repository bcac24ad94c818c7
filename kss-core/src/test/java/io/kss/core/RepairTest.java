package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.storage.ObjectKey;
import io.kss.spi.tck.storage.Damage;
import io.kss.spi.tck.storage.MemoryStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a repair from a host's layers heals. */
class RepairTest extends ThreeDaysSent {

    @Test
    void repairHealsEveryKindOfPackDamageFromTheHostThatHasTheLayers() throws Exception {
        int flips = 0;
        for (ObjectKey pack : keys("packs/")) {
            store.damage(
                    pack,
                    switch (flips++ % 2) {
                        case 0 -> new Damage.BitFlip(8 * 60);
                        default -> new Damage.Truncation(90);
                    });
        }
        store.lose(keys("packs/").get(0));
        assertThat(verify(true).problems()).isNotEmpty();

        desktop.vm(VM).repair();

        assertThat(verify(true).problems()).isEmpty();
        laptop.vm(VM).start(StartOptions.DEFAULT);
        assertThat(laptop.content(VM, "vda")).isEqualTo(desktop.content(VM, "vda"));
        assertThat(laptop.content(VM, "vdb")).isEqualTo(desktop.content(VM, "vdb"));
    }

    @Test
    void repairHealsDamageThatNoVerificationHasFoundYet() throws Exception {
        keys("packs/").forEach(store::lose);

        desktop.vm(VM).repair();

        assertThat(verify(true).problems()).isEmpty();
    }

    @Test
    void everySingleWrongBitIsFoundAndHealed() throws Exception {
        MemoryStore.Snapshot sound = store.snapshot();
        ObjectKey pack = keys("packs/").get(0);
        for (int bit = 3; bit < 8 * 2000; bit += 997) {
            store.restore(sound);
            desktop.close();
            store.damage(pack, new Damage.BitFlip(bit));
            if (!verify(true).problems().isEmpty()) {
                desktop.vm(VM).repair();
            }
            assertThat(verify(true).problems()).as("bit %s", bit).isEmpty();
        }
    }

    @Test
    void repairHealsDamagedManifests() throws Exception {
        List<ObjectKey> manifests = keys("vms/").stream()
                .filter(key -> key.value().contains("/manifests/"))
                .toList();
        store.lose(manifests.get(0));
        store.damage(manifests.get(1), new Damage.BitFlip(1000));
        assertThat(verify(false).problems()).isNotEmpty();

        desktop.vm(VM).repair();

        assertThat(verify(true).problems()).isEmpty();
    }

    @Test
    void repairHealsNamesAndRoster() throws Exception {
        MemoryStore.Snapshot sound = store.snapshot();
        List<ObjectKey> keys = new java.util.ArrayList<>(keys("names/"));
        keys.addAll(keys("roster/"));
        for (ObjectKey key : keys) {
            store.lose(key);
            desktop.vm(VM).repair();
            assertThat(verify(false).problems()).as("lost %s", key).isEmpty();
            store.damage(key, new Damage.BitFlip(200));
            desktop.vm(VM).repair();
            assertThat(verify(false).problems()).as("damaged %s", key).isEmpty();
            assertThat(store.snapshot().keys()).containsAll(sound.keys());
        }
    }

    @Test
    void aHostThatOnlyFetchedTheNewestStateHealsWhatItHas() throws Exception {
        desktop.withVm("other");
        for (int day = 1; day <= 3; day++) {
            desktop.vm("other").start(StartOptions.DEFAULT);
            desktop.write("other", "vda", day << 20, 70_000, day);
            desktop.vm("other").stop(StopOptions.DEFAULT);
        }
        laptop.vm("other").pull(Optional.empty());
        keys("packs/").forEach(store::lose);

        laptop.vm("other").repair();

        TestHost third = new TestHost("third", store, folder);
        third.vm("other").pull(Optional.empty());
        assertThat(third.content("other", "vda")).isEqualTo(desktop.content("other", "vda"));
        third.close();
    }
}
