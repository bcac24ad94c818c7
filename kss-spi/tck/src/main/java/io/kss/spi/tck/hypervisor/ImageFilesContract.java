package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.Fingerprint;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.ImageInfo;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Files are found, described, renamed and deleted, and what is wrong with them is told. */
abstract class ImageFilesContract extends ImagesGroup {

    ImageFilesContract(DiskImagesContract contract) {
        super(contract);
    }

    @Test
    void chainIsToldTopFirst() throws Exception {
        Path base = base("base", SIZE);
        Path middle = overlay("middle", base);
        Path top = overlay("top", middle);

        assertThat(images().chain(top)).extracting(ImageInfo::file).containsExactly(top, middle, base);
        assertThat(images().chain(base)).extracting(ImageInfo::backing).containsExactly(Optional.empty());
    }

    @Test
    void rawFileIsDescribed() throws Exception {
        Path raw = contract.folder().resolve("disk.raw");
        contract.createRaw(raw, SIZE);

        assertThat(images().holdsData(raw)).isFalse();
        assertThat(images().info(raw).format()).isEqualTo("raw");
        assertThat(images().info(raw).virtualSize()).isEqualTo(SIZE);
        contract.guestWrite(raw, GRAIN, filled(GRAIN, 1));
        assertThat(images().holdsData(raw)).isTrue();
    }

    @Test
    void missingFileIsToldByName() throws Exception {
        Path missing = file("missing");

        assertThat(images().exists(missing)).isFalse();
        Refusal.of(() -> images().info(missing), Reason.MISSING);
        Refusal.of(() -> images().chain(missing), Reason.MISSING);
        Refusal.of(() -> images().fingerprint(missing), Reason.MISSING);
        Refusal.of(() -> images().holdsData(missing), Reason.MISSING);
        Refusal.of(() -> images().openLayer(missing, Optional.empty()).close(), Reason.MISSING);
        Refusal.of(() -> images().rename(missing, file("other")), Reason.MISSING);
        Refusal.of(() -> images().makeReadOnly(missing), Reason.MISSING);
    }

    @Test
    void missingBackingFileIsMissing() throws Exception {
        Path base = base("base", SIZE);
        Path top = overlay("top", base);
        images().delete(base);

        Refusal.of(() -> images().chain(top), Reason.MISSING);
        Refusal.of(() -> images().openLayer(top, Optional.empty()).close(), Reason.MISSING);
        assertThat(images().info(top).backing()).contains(base);
    }

    @Test
    void damagedBackingFileIsDamaged() throws Exception {
        Path base = base("base", SIZE);
        Path top = overlay("top", base);
        contract.damage(base);

        Refusal.of(() -> images().chain(top), Reason.DAMAGED);
        Refusal.of(() -> images().openLayer(top, Optional.empty()).close(), Reason.DAMAGED);
    }

    @Test
    void loopIsDamaged() throws Exception {
        Path one = base("one", SIZE);
        Path two = overlay("two", one);
        contract.rebase(one, two);

        Refusal.of(() -> images().chain(two), Reason.DAMAGED);
    }

    @Test
    void emptyUntilWrittenOrDiscarded() throws Exception {
        Path base = filledBase("base");
        Path written = overlay("written", base);
        Path discarded = overlay("discarded", base);
        assertThat(images().holdsData(base)).isTrue();
        assertThat(images().holdsData(written)).isFalse();

        contract.guestWrite(written, 7 * GRAIN, filled(512, 2));
        contract.guestDiscard(discarded, 7 * GRAIN, GRAIN);

        assertThat(images().holdsData(written)).isTrue();
        assertThat(images().holdsData(discarded)).isTrue();
    }

    @Test
    void fingerprintChangesWithTheContentAndOnlyThen() throws Exception {
        Path base = filledBase("base");
        Fingerprint before = images().fingerprint(base);

        content(base);
        images().info(base);
        overlay("top", base);
        assertThat(images().fingerprint(base)).isEqualTo(before);

        contract.guestWrite(base, 0, filled(512, 9));
        assertThat(images().fingerprint(base)).isNotEqualTo(before);
    }

    @Test
    void fingerprintTellsAReplacedFile() throws Exception {
        Path file = base("file", SIZE);
        Fingerprint before = images().fingerprint(file);
        Path other = base("other", SIZE);
        images().delete(file);
        images().rename(other, file);

        assertThat(images().fingerprint(file)).isNotEqualTo(before);
    }

    @Test
    void makingReadOnlyTwiceIsNoChange() throws Exception {
        Path base = filledBase("base");
        images().makeReadOnly(base);
        Fingerprint before = images().fingerprint(base);
        images().makeReadOnly(base);

        assertThat(images().fingerprint(base)).isEqualTo(before);
        assertThat(content(base)).isEqualTo(filled(SIZE, 1));
    }

    @Test
    void renamedFileIsTheSameUnderItsNewName() throws Exception {
        Path old = filledBase("old");
        long inode = images().fingerprint(old).inode();
        Path renamed = file("renamed");
        images().rename(old, renamed);

        assertThat(images().exists(old)).isFalse();
        assertThat(images().fingerprint(renamed).inode()).isEqualTo(inode);
        assertThat(content(renamed)).isEqualTo(filled(SIZE, 1));
    }

    @Test
    void renameNeverReplaces() throws Exception {
        Path one = filledBase("one");
        Path two = base("two", SIZE);

        Refusal.of(() -> images().rename(two, one), Reason.FAILED);
        assertThat(content(one)).isEqualTo(filled(SIZE, 1));
        assertThat(images().exists(two)).isTrue();
    }

    @Test
    void deletedFileIsGoneAndDeletingItAgainIsNoError() throws Exception {
        Path file = base("file", SIZE);
        images().makeReadOnly(file);
        images().delete(file);
        images().delete(file);

        assertThat(images().exists(file)).isFalse();
    }

    @Test
    void folderIsListedInOrder() throws Exception {
        Path b = base("b", SIZE);
        Path a = base("a", SIZE);

        assertThat(images().list(contract.folder())).containsExactly(a, b);
        assertThat(images().list(contract.folder().resolve("none"))).isEmpty();
    }

    @Test
    void freeSpaceIsToldForAFolderThatIsNotThereYet() throws Exception {
        assertThat(images().freeSpace(contract.folder().resolve("new"))).isPositive();
    }
}
