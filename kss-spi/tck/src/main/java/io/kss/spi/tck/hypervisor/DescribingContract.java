package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.Definition;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.RunState;
import org.junit.jupiter.api.Test;

/** A domain is described as it is, and its definition tells only what is the same on every host. */
abstract class DescribingContract extends HypervisorGroup {

    DescribingContract(HypervisorContract contract) {
        super(contract);
    }

    @Test
    void domainThatIsOffIsDescribed() throws Exception {
        Domain domain = domain();

        assertThat(domain.name()).isEqualTo(name);
        assertThat(domain.state()).isEqualTo(RunState.OFF);
        assertThat(domain.managedSave()).isFalse();
        assertThat(domain.obstacles()).isEmpty();
        assertThat(domain.disks()).extracting(DomainDisk::target).containsExactly("vda", "vdb");
        assertThat(domain.disks()).allSatisfy(disk -> {
            assertThat(disk.source()).isAbsolute();
            assertThat(disk.liveSource()).isEmpty();
            assertThat(disk.format()).isEqualTo("qcow2");
            assertThat(images().exists(disk.source())).isTrue();
        });
    }

    @Test
    void runningDomainIsDescribed() throws Exception {
        Definition definition = domain().definition();
        start();
        Domain domain = domain();

        assertThat(domain.state()).isEqualTo(RunState.RUNNING);
        assertThat(domain.disks())
                .allSatisfy(disk -> assertThat(disk.liveSource()).contains(disk.source()));
        assertThat(domain.definition()).isEqualTo(definition);
    }

    @Test
    void domainsAreListedInOrder() throws Exception {
        assertThat(hypervisor().domains()).contains(name).isSorted();
    }

    @Test
    void unknownDomainIsNone() throws Exception {
        String unknown = name + "-unknown";

        assertThat(hypervisor().domain(unknown)).isEmpty();
        assertThat(hypervisor().domains()).doesNotContain(unknown);
        Refusal.of(() -> hypervisor().state(unknown), Reason.NO_SUCH_DOMAIN);
        Refusal.of(() -> hypervisor().start(unknown), Reason.NO_SUCH_DOMAIN);
        Refusal.of(() -> hypervisor().powerOff(unknown), Reason.NO_SUCH_DOMAIN);
        Refusal.of(() -> hypervisor().readPart(unknown, "nvram").close(), Reason.NO_SUCH_DOMAIN);
    }

    @Test
    void definitionStaysTheSameUntilItIsChanged() throws Exception {
        Definition before = domain().definition();
        assertThat(domain().definition()).isEqualTo(before);

        contract.changeDefinition(name);
        assertThat(domain().definition()).isNotEqualTo(before);
    }

    @Test
    void definitionNamesNeitherPathsNorTheName() throws Exception {
        Domain domain = domain();

        for (DomainDisk disk : domain.disks()) {
            assertThat(domain.definition().toString())
                    .doesNotContain(disk.source().toString())
                    .doesNotContain(String.valueOf(disk.source().getFileName()));
        }
        assertThat(domain.definition().toString()).doesNotContain(name);
    }
}
