package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.SealRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sealing puts empty overlays on top of all disks, whether the domain runs or not, and what lies below stays as it is. */
abstract class SealingContract extends HypervisorGroup {

    SealingContract(HypervisorContract contract) {
        super(contract);
    }

    @ParameterizedTest(name = "running: {0}")
    @ValueSource(booleans = {false, true})
    void allDisksGetAnEmptyOverlay(boolean running) throws Exception {
        startIf(running);
        Map<String, Path> before = sources();
        SealRequest request = sealing("one");
        Consistency consistency = hypervisor().seal(request);

        assertThat(consistency).isEqualTo(running ? Consistency.CRASH : Consistency.CLEAN);
        assertSealed(request, before);
        assertThat(domain().state()).isEqualTo(running ? RunState.RUNNING : RunState.OFF);
        for (Path overlay : request.overlays().values()) {
            assertThat(images().inUse(overlay)).isEqualTo(running);
        }
        for (Path sealed : before.values()) {
            assertThat(images().inUse(sealed)).isFalse();
        }
    }

    @Test
    void overlaysOfADomainThatIsOffHoldNothing() throws Exception {
        SealRequest request = sealing("one");
        hypervisor().seal(request);

        for (Path overlay : request.overlays().values()) {
            assertThat(images().holdsData(overlay)).isFalse();
        }
    }

    @ParameterizedTest(name = "running: {0}")
    @ValueSource(booleans = {false, true})
    void whatTheGuestWritesAfterwardsIsNotInTheSealedFiles(boolean running) throws Exception {
        startIf(running);
        guestWrites("vda", 0, 1);
        guestWrites("vdb", 65536, 2);
        Map<String, Path> sealed = sources();
        SealRequest request = sealing("one");
        hypervisor().seal(request);
        guestWrites("vda", 0, 3);
        guestWrites("vdb", 65536, 4);
        hypervisor().powerOff(name);

        assertThat(read(path(sealed, "vda"), 0)).isEqualTo(filled(1));
        assertThat(read(path(sealed, "vdb"), 65536)).isEqualTo(filled(2));
        assertThat(read(path(request.overlays(), "vda"), 0)).isEqualTo(filled(3));
        assertThat(read(path(request.overlays(), "vdb"), 65536)).isEqualTo(filled(4));
    }

    @ParameterizedTest(name = "running: {0}")
    @ValueSource(booleans = {false, true})
    void sealedLayerIsReadWhileTheGuestGoesOn(boolean running) throws Exception {
        startIf(running);
        guestWrites("vda", 0, 1);
        Path sealed = disk("vda").source();
        hypervisor().seal(sealing("one"));

        assertThat(read(sealed, 0)).isEqualTo(filled(1));
        guestWrites("vda", 0, 2);
        assertThat(read(sealed, 0)).isEqualTo(filled(1));
    }

    @ParameterizedTest(name = "running: {0}")
    @ValueSource(booleans = {false, true})
    void sealingAgainAddsALayer(boolean running) throws Exception {
        startIf(running);
        hypervisor().seal(sealing("one"));
        Map<String, Path> before = sources();
        SealRequest second = sealing("two");
        hypervisor().seal(second);

        assertSealed(second, before);
        assertThat(images().chain(disk("vda").source())).hasSize(3);
    }

    @ParameterizedTest(name = "running: {0}")
    @ValueSource(booleans = {false, true})
    void oneDiskCanBeSealedAlone(boolean running) throws Exception {
        startIf(running);
        Map<String, Path> before = sources();
        SealRequest request = new SealRequest(name, Map.of("vdb", file("one-vdb")), false);
        hypervisor().seal(request);

        assertSealed(request, before);
        assertThat(disk("vda").source()).isEqualTo(path(before, "vda"));
    }

    @ParameterizedTest(name = "running: {0}")
    @ValueSource(booleans = {false, true})
    void aGuestThatCannotFreezeIsSealedAnyway(boolean running) throws Exception {
        startIf(running);
        Map<String, Path> before = sources();
        SealRequest request = new SealRequest(name, sealing("one").overlays(), true);

        List<Consistency> possible =
                running ? List.of(Consistency.QUIESCED, Consistency.CRASH) : List.of(Consistency.CLEAN);
        assertThat(hypervisor().seal(request)).isIn(possible);
        assertSealed(request, before);
    }

    @ParameterizedTest(name = "running: {0}")
    @ValueSource(booleans = {false, true})
    void existingOverlayIsNeitherUsedNorReplaced(boolean running) throws Exception {
        startIf(running);
        Map<String, Path> before = sources();
        SealRequest request = sealing("one");
        Path existing = path(request.overlays(), "vdb");
        images().createLayer(existing, 1 << 20, Optional.empty()).close();

        Refusal.of(() -> hypervisor().seal(request), Reason.FAILED);
        assertThat(sources()).isEqualTo(before);
        assertThat(images().chain(existing)).hasSize(1);
        assertThat(images().exists(path(request.overlays(), "vda"))).isFalse();
    }

    @Test
    void sealedDomainStartsFromItsOverlays() throws Exception {
        SealRequest request = sealing("one");
        hypervisor().seal(request);
        start();

        assertThat(disk("vda").liveSource()).contains(path(request.overlays(), "vda"));
        assertThat(disk("vdb").liveSource()).contains(path(request.overlays(), "vdb"));
    }

    @Test
    void suspendedDomainIsSealedAndStaysSuspended() throws Exception {
        start();
        contract.suspend(name);
        Map<String, Path> before = sources();
        SealRequest request = sealing("one");

        assertThat(hypervisor().seal(request)).isEqualTo(Consistency.CRASH);
        assertSealed(request, before);
        assertThat(hypervisor().state(name)).isEqualTo(RunState.HELD);
    }

    /** Rule L3: the next start would restore the memory onto the files that were sealed. */
    @Test
    void domainWithAManagedSaveIsNotSealed() throws Exception {
        start();
        contract.managedSave(name);
        Map<String, Path> before = sources();

        Refusal.of(() -> hypervisor().seal(sealing("one")), Reason.WRONG_STATE);
        assertThat(sources()).isEqualTo(before);
        assertThat(domain().managedSave()).isTrue();
    }

    @Test
    void unknownDomainIsNotSealed() throws Exception {
        SealRequest request = new SealRequest(name + "-unknown", sealing("one").overlays(), false);

        Refusal.of(() -> hypervisor().seal(request), Reason.NO_SUCH_DOMAIN);
        assertThat(images().list(contract.folder())).isEmpty();
    }

    @Test
    void unknownDiskIsNotSealed() throws Exception {
        Map<String, Path> before = sources();
        SealRequest request = new SealRequest(name, Map.of("vda", file("a"), "vdz", file("z")), false);

        Refusal.of(() -> hypervisor().seal(request));
        assertThat(sources()).isEqualTo(before);
        assertThat(images().list(contract.folder())).isEmpty();
    }

    @Test
    void domainWithoutItsDiskIsNotSealed() throws Exception {
        Map<String, Path> before = sources();
        images().delete(path(before, "vdb"));

        Refusal.of(() -> hypervisor().seal(sealing("one")), Reason.MISSING);
        assertThat(sources()).isEqualTo(before);
        assertThat(images().list(contract.folder())).isEmpty();
    }
}
