package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.tck.storage.Damage;
import io.kss.spi.tck.storage.MemoryStore;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What a verification finds. */
class VerifyTest extends ThreeDaysSent {

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
    void aLostManifestOfAnEndedSnapshotIsANoteAndNoProblem() throws Exception {
        desktop.vm("daily").compact(OptionalInt.of(1), false);
        assertThat(verify(true).problems()).isEmpty();
        int problems = 0;
        int notes = 0;
        for (ObjectKey key : keys("vms/")) {
            if (key.value().contains("/manifests/")) {
                MemoryStore.Snapshot sound = store.snapshot();
                store.lose(key);
                VerifyReport report = verify(false);
                problems += report.problems().size();
                notes += (int) report.notes().stream()
                        .filter(note -> note.contains(key.value()))
                        .count();
                store.restore(sound);
            }
        }
        assertThat(problems).isEqualTo(1);
        assertThat(notes).isGreaterThanOrEqualTo(2);
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
}
