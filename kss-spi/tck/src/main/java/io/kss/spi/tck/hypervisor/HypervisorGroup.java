package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.ImageInfo;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.hypervisor.SealRequest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the groups of the contract have in common: a domain, off when the test begins. */
abstract class HypervisorGroup {

    final HypervisorContract contract;
    String name = "";

    HypervisorGroup(HypervisorContract contract) {
        this.contract = contract;
    }

    @BeforeEach
    void createDomain() throws Exception {
        name = contract.createDomain();
    }

    @AfterEach
    void cutThePower() throws Exception {
        if (hypervisor().domain(name).isPresent()) {
            hypervisor().powerOff(name);
        }
    }

    Hypervisor hypervisor() throws Exception {
        return contract.hypervisor();
    }

    DiskImages images() throws Exception {
        return hypervisor().images();
    }

    Domain domain() throws Exception {
        return domain(name);
    }

    Domain domain(String other) throws Exception {
        return hypervisor().domain(other).orElseThrow(() -> new AssertionError("there is no domain " + other));
    }

    DomainDisk disk(String target) throws Exception {
        return domain().disk(target).orElseThrow(() -> new AssertionError("there is no disk " + target));
    }

    Map<String, Path> sources() throws Exception {
        Map<String, Path> sources = new TreeMap<>();
        domain().disks().forEach(disk -> sources.put(disk.target(), disk.source()));
        return sources;
    }

    void start() throws Exception {
        Optional<String> obstacle = contract.whyNothingRuns();
        assumeTrue(obstacle.isEmpty(), () -> "domains can't be started here: " + obstacle.orElse(""));
        hypervisor().start(name);
    }

    void startIf(boolean running) throws Exception {
        if (running) {
            start();
        }
    }

    Path file(String file) throws Exception {
        return contract.folder().resolve(file + ".qcow2");
    }

    /** A request to seal both disks. */
    SealRequest sealing(String overlay) throws Exception {
        return new SealRequest(name, Map.of("vda", file(overlay + "-vda"), "vdb", file(overlay + "-vdb")), false);
    }

    /** New empty overlays on what the domain's disks are now. */
    Map<String, Path> overlays(String overlay) throws Exception {
        Map<String, Path> files = new TreeMap<>();
        for (Map.Entry<String, Path> source : sources().entrySet()) {
            Path file = file(overlay + "-" + source.getKey());
            images().createOverlay(file, source.getValue());
            files.put(source.getKey(), file);
        }
        return files;
    }

    static Path path(Map<String, Path> paths, String target) {
        return Objects.requireNonNull(paths.get(target), target);
    }

    void guestWrites(String target, long offset, int value) throws Exception {
        contract.guestWrite(name, target, offset, filled(value));
    }

    /** What the guest writes. */
    static byte[] filled(int value) {
        byte[] bytes = new byte[4096];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** What is in an image where the guest may have written. */
    byte[] read(Path file, long offset) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        try (LayerReader reader = images().openLayer(file, Optional.empty())) {
            reader.read(offset, buffer);
        }
        return buffer.array();
    }

    /** All disks are on their overlays, which stand on what was on top before. */
    void assertSealed(SealRequest request, Map<String, Path> before) throws Exception {
        boolean active = domain().state().active();
        for (DomainDisk disk : domain().disks()) {
            Path overlay = request.overlays().get(disk.target());
            if (overlay != null) {
                assertThat(disk.source()).isEqualTo(overlay);
                assertThat(disk.format()).isEqualTo("qcow2");
                assertThat(images().chain(overlay))
                        .extracting(ImageInfo::file)
                        .startsWith(overlay, before.get(disk.target()));
            }
            assertThat(disk.liveSource()).isEqualTo(active ? Optional.of(disk.source()) : Optional.empty());
        }
    }
}
