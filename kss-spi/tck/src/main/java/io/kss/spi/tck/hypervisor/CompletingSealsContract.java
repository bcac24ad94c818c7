package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.SealRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A seal that was interrupted anywhere can be brought to its end, as often as one likes. */
abstract class CompletingSealsContract extends HypervisorGroup {

    CompletingSealsContract(HypervisorContract contract) {
        super(contract);
    }

    @ParameterizedTest(name = "running: {0}")
    @ValueSource(booleans = {false, true})
    void whatIsCompleteStaysAsItIs(boolean running) throws Exception {
        startIf(running);
        Map<String, Path> before = sources();
        SealRequest request = sealing("one");
        hypervisor().seal(request);
        guestWrites("vda", 0, 3);
        hypervisor().completeSeal(request);
        hypervisor().completeSeal(request);

        assertSealed(request, before);
        hypervisor().powerOff(name);
        assertThat(read(path(request.overlays(), "vda"), 0)).isEqualTo(filled(3));
    }

    @ParameterizedTest(name = "running: {0}")
    @ValueSource(booleans = {false, true})
    void sealThatNeverBeganIsDone(boolean running) throws Exception {
        startIf(running);
        Map<String, Path> before = sources();
        SealRequest request = sealing("one");
        hypervisor().completeSeal(request);

        assertSealed(request, before);
    }

    @ParameterizedTest(name = "running: {0}")
    @ValueSource(booleans = {false, true})
    void sealThatCreatedOneOverlayIsDone(boolean running) throws Exception {
        Map<String, Path> before = sources();
        SealRequest request = sealing("one");
        images().createOverlay(path(request.overlays(), "vda"), path(before, "vda"));
        startIf(running);
        hypervisor().completeSeal(request);

        assertSealed(request, before);
    }

    @ParameterizedTest(name = "running: {0}")
    @ValueSource(booleans = {false, true})
    void sealThatMovedOneDiskIsDone(boolean running) throws Exception {
        startIf(running);
        Map<String, Path> before = sources();
        SealRequest request = sealing("one");
        hypervisor().seal(new SealRequest(name, Map.of("vda", path(request.overlays(), "vda")), false));
        guestWrites("vda", 0, 3);
        hypervisor().completeSeal(request);

        assertSealed(request, before);
        hypervisor().powerOff(name);
        assertThat(read(path(request.overlays(), "vda"), 0)).isEqualTo(filled(3));
    }

    @Test
    void overlayOfAnotherDiskIsNotUsed() throws Exception {
        Map<String, Path> before = sources();
        SealRequest request = sealing("one");
        images().createOverlay(path(request.overlays(), "vda"), path(before, "vdb"));

        Refusal.of(() -> hypervisor().completeSeal(request), Reason.DAMAGED);
        assertThat(sources()).isEqualTo(before);
    }

    @Test
    void fileThatStandsOnNothingIsNotUsed() throws Exception {
        Map<String, Path> before = sources();
        SealRequest request = sealing("one");
        images().createLayer(path(request.overlays(), "vda"), 1 << 20, Optional.empty())
                .close();

        Refusal.of(() -> hypervisor().completeSeal(request), Reason.DAMAGED);
        assertThat(sources()).isEqualTo(before);
    }
}
