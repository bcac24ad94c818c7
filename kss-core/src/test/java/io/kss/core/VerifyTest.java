package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.tck.storage.Damage;
import io.kss.spi.tck.storage.MemoryStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a verification finds, and what a repair from a host's layers heals. */
class VerifyTest {

    private static final String VM = "daily";

    private final MemoryStore store = new MemoryStore();
    private Path folder;
    private TestHost desktop;
    private TestHost laptop;

    @BeforeEach
    void aVmWithThreeSnapshots(@TempDir Path temporary) throws Exception {
        folder = temporary;
        desktop = new TestHost("desktop", store, folder).withVm(VM);
        laptop = new TestHost("laptop", store, folder);
        desktop.kss().initRepository();
        for (int day = 1; day <= 3; day++) {
            desktop.vm(VM).start(StartOptions.DEFAULT);
            desktop.write(VM, "vda", day * 100_000L, 300_000, day);
            desktop.write(VM, "vdb", day << 20, 70_000, day + 10);
            desktop.machine.guest(VM).changeNvram(new byte[] {(byte) day, 2, 3});
            desktop.vm(VM).stop(StopOptions.DEFAULT);
        }
    }

    @AfterEach
    void close() {
        desktop.close();
        laptop.close();
    }

    @Test
    void aSoundRepositoryHasNoProblems() throws Exception {
        VerifyReport quick = verify(false);
        VerifyReport deep = verify(true);

        assertThat(quick.problems()).isEmpty();
        assertThat(quick.notes()).isEmpty();
        assertThat(quick.bytesRead()).isZero();
        assertThat(deep.problems()).isEmpty();
        assertThat(deep.vms()).isEqualTo(1);
        assertThat(deep.snapshots()).isGreaterThanOrEqualTo(3);
        assertThat(deep.packs()).isEqualTo(keys("packs/").size());
        assertThat(deep.bytesRead()).isPositive();
    }

    @Test
    void aMissingPackIsFoundWithoutReadingAny() throws Exception {
        ObjectKey pack = keys("packs/").get(0);
        store.lose(pack);

        assertThat(verify(false).problems())
                .singleElement()
                .asString()
                .contains(
                        pack.value(), "is missing", "of the VM daily", "desktop", "kss push daily --repair on desktop");
    }

    @Test
    void aTruncatedPackIsFoundWithoutReadingAny() throws Exception {
        for (ObjectKey pack : keys("packs/")) {
            store.damage(pack, new Damage.Truncation(200));
        }

        assertThat(verify(false).problems()).hasSameSizeAs(keys("packs/"));
    }

    @Test
    void aWrongBitIsFoundByReading() throws Exception {
        ObjectKey pack = keys("packs/").get(0);
        store.damage(pack, new Damage.BitFlip(8 * 100));

        assertThat(verify(false).problems()).isEmpty();
        assertThat(verify(true).problems()).singleElement().asString().contains(pack.value(), "of the VM daily");
    }

    @Test
    void everyDamagedManifestAndEntryAndNameIsNamed() throws Exception {
        for (String folder : List.of("vms/", "names/", "roster/")) {
            for (ObjectKey key : keys(folder)) {
                MemoryStore.Snapshot sound = store.snapshot();
                store.damage(key, new Damage.BitFlip(333));
                assertThat(verify(false).problems())
                        .as("damaged %s", key)
                        .isNotEmpty()
                        .anySatisfy(problem -> assertThat(problem).contains(key.value(), "What to do"));
                store.restore(sound);
                store.lose(key);
                assertThat(verify(false).problems()).as("lost %s", key).isNotEmpty();
                store.restore(sound);
            }
        }
        assertThat(verify(true).problems()).isEmpty();
    }

    @Test
    void aLostIndexIsMadeAnewFromThePacks() throws Exception {
        keys("index/").forEach(store::lose);

        VerifyReport report = verify(false);

        assertThat(report.problems()).isEmpty();
        assertThat(report.notes()).singleElement().asString().contains("index", "written anew");
        assertThat(keys("index/")).isNotEmpty();
        assertThat(verify(false).notes()).isEmpty();
    }

    @Test
    void aDamagedIndexIsMadeAnewFromThePacks() throws Exception {
        for (ObjectKey key : keys("index/")) {
            store.damage(key, new Damage.BitFlip(77));
        }
        laptop.kss();

        VerifyReport report = laptop.kss().verify(Optional.empty(), false);

        assertThat(report.problems()).isEmpty();
        assertThat(report.notes()).singleElement().asString().contains("index", "written anew");
        assertThat(laptop.kss().verify(Optional.empty(), true).notes()).isEmpty();
    }

    @Test
    void oneVmsVerificationLeavesOthersOut() throws Exception {
        desktop.withVm("other");
        List<ObjectKey> before = keys("packs/");
        desktop.vm("other").start(StartOptions.DEFAULT);
        desktop.write("other", "vda", 0, 100_000, 77);
        desktop.vm("other").stop(StopOptions.DEFAULT);
        keys("packs/").stream().filter(pack -> !before.contains(pack)).forEach(store::lose);

        assertThat(desktop.kss().verify(Optional.of(VM), true).problems()).isEmpty();
        assertThat(desktop.kss().verify(Optional.of("other"), true).problems()).isNotEmpty();
    }

    @Test
    void aVmThatNobodyHasIsRefused() throws Exception {
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                KssException.class, () -> desktop.kss().verify(Optional.of("nobody"), false))
                        .reason())
                .isEqualTo(Reason.NO_SUCH_VM);
    }

    @Test
    void aHistoryThatWasSetBackIsTold() throws Exception {
        MemoryStore.Snapshot old = store.snapshot();
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.vm(VM).stop(StopOptions.DEFAULT);
        store.restore(old);

        assertThat(verify(false).problems()).singleElement().asString().contains("not the one this host last saw");
    }

    @Test
    void packsThatNothingNeedsAreCountedAndNotRead() throws Exception {
        long read = verify(true).bytesRead();
        for (ObjectKey key : keys("vms/")) {
            store.lose(key);
        }
        for (ObjectKey key : keys("roster/")) {
            store.lose(key);
        }
        keys("names/").forEach(store::lose);

        VerifyReport report = laptop.kss().verify(Optional.empty(), true);

        assertThat(read).isPositive();
        assertThat(report.bytesRead()).isZero();
        assertThat(report.notes())
                .singleElement()
                .asString()
                .contains(keys("packs/").size() + " pack(s) hold nothing");
    }

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

    private VerifyReport verify(boolean deep) throws KssException {
        return desktop.kss().verify(Optional.empty(), deep);
    }

    private List<ObjectKey> keys(String prefix) {
        return store.snapshot().keys().stream()
                .filter(key -> key.value().startsWith(prefix))
                .sorted()
                .toList();
    }
}
