package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.LayerWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A file that somebody writes to can be looked at, but neither read as a layer nor changed nor moved. */
abstract class ImageUseContract extends ImagesGroup {

    ImageUseContract(DiskImagesContract contract) {
        super(contract);
    }

    @Test
    void fileIsInUseAsLongAsAnotherProcessHoldsIt() throws Exception {
        Path file = filledBase("file");
        assertThat(images().inUse(file)).isFalse();
        try (AutoCloseable held = contract.hold(file)) {
            assertThat(held).isNotNull();
            assertThat(images().inUse(file)).isTrue();
        }
        assertThat(images().inUse(file)).isFalse();
    }

    @Test
    void fileIsInUseAsLongAsItIsFilled() throws Exception {
        Path file = file("file");
        try (LayerWriter writer = images().createLayer(file, SIZE, Optional.empty())) {
            write(writer, 0, filled(GRAIN, 1));
            assertThat(images().inUse(file)).isTrue();
            Refusal.of(() -> images().resumeLayer(file).close(), Reason.IN_USE);
            Refusal.of(() -> images().openLayer(file, Optional.empty()).close(), Reason.IN_USE);
        }
        assertThat(images().inUse(file)).isFalse();
    }

    @Test
    void fileInUseCanBeLookedAt() throws Exception {
        Path base = filledBase("base");
        Path top = overlay("top", base);
        try (AutoCloseable held = contract.hold(top)) {
            assertThat(held).isNotNull();
            assertThat(images().info(top).virtualSize()).isEqualTo(SIZE);
            assertThat(images().chain(top)).hasSize(2);
            assertThat(images().holdsData(top)).isFalse();
            assertThat(images().fingerprint(top)).isNotNull();
        }
    }

    @Test
    void whatAFileInUseStandsOnCanBeRead() throws Exception {
        Path base = filledBase("base");
        Path top = overlay("top", base);
        try (AutoCloseable held = contract.hold(top)) {
            assertThat(held).isNotNull();
            assertThat(content(base)).isEqualTo(filled(SIZE, 1));
            assertThat(images().inUse(base)).isFalse();
        }
    }

    @Test
    void fileInUseIsNotTouched() throws Exception {
        Path file = filledBase("file");
        try (AutoCloseable held = contract.hold(file)) {
            assertThat(held).isNotNull();
            Refusal.of(() -> images().openLayer(file, Optional.empty()).close(), Reason.IN_USE);
            Refusal.of(() -> images().resumeLayer(file).close(), Reason.IN_USE);
            Refusal.of(() -> images().makeReadOnly(file), Reason.IN_USE);
            Refusal.of(() -> images().rename(file, file("other")), Reason.IN_USE);
            Refusal.of(() -> images().delete(file), Reason.IN_USE);
        }
        assertThat(images().list(contract.folder())).isEqualTo(List.of(file));
        assertThat(content(file)).isEqualTo(filled(SIZE, 1));
    }
}
