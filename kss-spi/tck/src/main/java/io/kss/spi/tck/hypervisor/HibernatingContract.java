package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.spi.hypervisor.Hibernation;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.LayerWriter;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.SealRequest;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A running domain is saved to a file and goes on from it, on layers that stand on what it had written. */
abstract class HibernatingContract extends HypervisorGroup {

    private static final int PIECE = 1 << 20;

    HibernatingContract(HypervisorContract contract) {
        super(contract);
    }

    @Test
    void savedDomainIsOffAndGoesOnFromTheFile() throws Exception {
        start();
        guestWrites("vdb", 65536, 7);
        Path file = memoryFile("memory");
        hibernation().save(name, file, (done, total) -> {});

        assertThat(hypervisor().state(name)).isEqualTo(RunState.OFF);
        assertThat(domain().managedSave()).isFalse();
        assertThat(hibernation().isComplete(file)).isTrue();
        assertThat(images().inUse(disk("vdb").source())).isFalse();
        assertThat(read(disk("vdb").source(), 65536)).isEqualTo(filled(7));
        hibernation().restore(name, file);
        assertThat(hypervisor().state(name)).isEqualTo(RunState.HELD);
        hibernation().resume(name);
        assertThat(hypervisor().state(name)).isEqualTo(RunState.RUNNING);
        hibernation().resume(name);
        assertThat(hibernation().isComplete(file)).isTrue();
    }

    @Test
    void noDiskIsWrittenToAfterTheFile() throws Exception {
        start();
        guestWrites("vda", 0, 1);
        Path file = memoryFile("memory");
        hibernation().save(name, file, (done, total) -> {});

        long saved = images().fingerprint(file).modified();
        for (Path source : sources().values()) {
            assertThat(images().fingerprint(source).modified()).isLessThanOrEqualTo(saved);
        }
    }

    @Test
    void domainGoesOnFromACopyOnNewLayersWithoutTouchingThem() throws Exception {
        start();
        guestWrites("vda", 0, 1);
        Path file = memoryFile("memory");
        hibernation().save(name, file, (done, total) -> {});
        Map<String, Path> before = new TreeMap<>(sources());
        SealRequest request = sealing("above");
        hypervisor().completeSeal(request);
        assertSealed(request, before);
        for (Path source : before.values()) {
            images().makeReadOnly(source);
        }
        Path copy = memoryFile("copy");
        copy(file, copy);
        images().delete(file);

        hibernation().restore(name, copy);
        assertThat(domain().disks())
                .allSatisfy(disk -> assertThat(disk.liveSource())
                        .contains(request.overlays().get(disk.target())));
        for (Path overlay : request.overlays().values()) {
            assertThat(images().holdsData(overlay)).isFalse();
        }
        hibernation().resume(name);
        guestWrites("vda", 4096, 2);
        hypervisor().powerOff(name);
        assertThat(read(path(request.overlays(), "vda"), 4096)).isEqualTo(filled(2));
        assertThat(hypervisor().state(name)).isEqualTo(RunState.OFF);
    }

    @Test
    void onlyARunningDomainIsSaved() throws Exception {
        Path file = memoryFile("memory");
        Refusal.of(() -> hibernation().save(name, file, (done, total) -> {}), Reason.WRONG_STATE);
        assertThat(images().exists(file)).isFalse();
        assertThat(hibernation().isComplete(file)).isFalse();
    }

    @Test
    void runningDomainIsNotRestoredAgain() throws Exception {
        start();
        Path file = memoryFile("memory");
        hibernation().save(name, file, (done, total) -> {});
        start();

        Refusal.of(() -> hibernation().restore(name, file), Reason.WRONG_STATE);
        assertThat(hypervisor().state(name)).isEqualTo(RunState.RUNNING);
    }

    @Test
    void tornFileIsNotCompleteAndNotRestored() throws Exception {
        start();
        Path file = memoryFile("memory");
        Path torn = memoryFile("torn");
        hibernation().save(name, file, (done, total) -> {});
        long size = images().fingerprint(file).size();
        try (LayerWriter writer = hibernation().fill(torn, size)) {
            writer.write(size - 10, ByteBuffer.allocate(10));
        }

        assertThat(hibernation().isComplete(torn)).isFalse();
        Refusal.of(() -> hibernation().restore(name, torn));
        assertThat(hypervisor().state(name)).isEqualTo(RunState.OFF);
        hibernation().restore(name, file);
        assertThat(hypervisor().state(name)).isEqualTo(RunState.HELD);
    }

    @Test
    void domainThatIsNotBeingSavedGoesOnWhenSavingIsCancelled() throws Exception {
        start();
        hibernation().cancelSaving(name);

        assertThat(hypervisor().state(name)).isEqualTo(RunState.RUNNING);
    }

    private Hibernation hibernation() throws Exception {
        assumeTrue(hypervisor().hibernation().isPresent(), "this hypervisor does not save memory");
        return hypervisor().hibernation().orElseThrow();
    }

    private Path memoryFile(String memory) throws Exception {
        return contract.folder().resolve(memory + ".kssmem");
    }

    private void copy(Path from, Path to) throws Exception {
        try (InputStream source = hibernation().read(from);
                LayerWriter target =
                        hibernation().fill(to, images().fingerprint(from).size())) {
            long at = 0;
            for (byte[] bytes = source.readNBytes(PIECE); bytes.length > 0; bytes = source.readNBytes(PIECE)) {
                target.write(at, ByteBuffer.wrap(bytes));
                at += bytes.length;
            }
            target.flush();
        }
    }
}
