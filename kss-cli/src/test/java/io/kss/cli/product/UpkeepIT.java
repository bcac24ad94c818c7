package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.libvirt.image.Qemu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Chains that stay short, in the repository and in the files of a host, with QEMU and libvirt as they are. */
class UpkeepIT extends ProductTest {

    @Test
    void compactedOnBothSidesNothingIsLost() throws Exception {
        desktop.kss("push", name).ends(0);
        laptop.kss("pull", name).ends(0);
        for (int day = 0; day < 6; day++) {
            write(MIB);
            desktop.kss("push", name).ends(0);
        }
        assertThat(chain()).isEqualTo(8);

        desktop.kss("compact", name, "--keep", "2", "--dry-run").ends(0).says("would end");
        desktop.kss("compact", name, "--keep", "2").ends(0).says("5 snapshots merged into newer ones");

        assertThat(chain()).isEqualTo(3);
        requireHere();
        desktop.kss("gc").ends(0);
        desktop.kss("doctor").ends(0);
        desktop.kss("push", name).ends(0);
        write(MIB);
        desktop.kss("push", name).ends(0);
        desktop.kss("push", name).ends(0);
        desktop.kss("push", name).ends(0);
        // Per disk: the adopted one, the merged one, the new snapshot, the active one.
        assertThat(images()).isEqualTo(8);
        requireHere();
        requireAllCanBeFetched();
    }

    @Test
    void longChainsAreShortenedByThemselves() throws Exception {
        desktop.configure(desktop.configuration(StoreTable.directory(store))
                + "\n[retention]\nkeep = 2\ndaily = 0\nweekly = 0\nmonthly = 0\nmax-chain = 4\n");
        for (int day = 0; day < 12; day++) {
            write(MIB / 2);
            desktop.kss("push", name).ends(0);
            assertThat(chain()).isLessThanOrEqualTo(5);
        }
        assertThat(images()).isLessThanOrEqualTo(24);
        requireHere();
        requireAllCanBeFetched();
    }

    /** How many files the first disk is made of. */
    private long chain() throws Exception {
        return Qemu.run(
                        "qemu-img",
                        List.of(
                                "info",
                                "-U",
                                "--backing-chain",
                                vm.active(desktop, "vda").toString()))
                .lines()
                .filter(line -> line.startsWith("image:"))
                .count();
    }

    private long images() throws Exception {
        try (Stream<Path> files = Files.list(desktop.images())) {
            return files.count();
        }
    }
}
