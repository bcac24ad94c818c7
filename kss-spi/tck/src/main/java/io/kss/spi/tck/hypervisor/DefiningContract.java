package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.spi.hypervisor.DefineRequest;
import io.kss.spi.hypervisor.DefineRequest.Identity;
import io.kss.spi.hypervisor.Definition;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A domain becomes what a definition says, with this host's paths, or stays what it was. */
abstract class DefiningContract extends HypervisorGroup {

    DefiningContract(HypervisorContract contract) {
        super(contract);
    }

    @Test
    void definedAgainItIsTheSameWithItsDisksElsewhere() throws Exception {
        Domain before = domain();
        Map<String, Path> disks = overlays("new");
        hypervisor().define(new DefineRequest(name, before.definition(), disks, Identity.KEEP));

        Domain after = domain();
        assertThat(after.definition()).isEqualTo(before.definition());
        assertThat(after.uuid()).isEqualTo(before.uuid());
        assertThat(after.disks()).extracting(DomainDisk::target).containsExactly("vda", "vdb");
        assertThat(sources()).isEqualTo(disks);
        assertThat(after.obstacles()).isEmpty();
    }

    @Test
    void anOlderDefinitionComesBack() throws Exception {
        Definition old = domain().definition();
        contract.changeDefinition(name);
        Definition changed = domain().definition();
        hypervisor().define(new DefineRequest(name, old, sources(), Identity.KEEP));
        assertThat(domain().definition()).isEqualTo(old);

        hypervisor().define(new DefineRequest(name, changed, sources(), Identity.KEEP));
        assertThat(domain().definition()).isEqualTo(changed);
    }

    @Test
    void definedDomainStarts() throws Exception {
        Map<String, Path> disks = overlays("new");
        hypervisor().define(new DefineRequest(name, domain().definition(), disks, Identity.KEEP));
        start();

        assertThat(disk("vda").liveSource()).contains(disks.get("vda"));
        hypervisor().powerOff(name);
    }

    @Test
    void newMachineHasItsOwnIdentityAndKeepsIt() throws Exception {
        String clone = name + "-clone";
        Domain original = domain();
        Map<String, Path> disks = overlays("clone");
        DefineRequest request = new DefineRequest(clone, original.definition(), disks, Identity.NEW);
        hypervisor().define(request);

        UUID uuid = domain(clone).uuid();
        assertThat(uuid).isNotEqualTo(original.uuid());
        assertThat(domain(clone).disks())
                .extracting(DomainDisk::source)
                .containsExactly(disks.get("vda"), disks.get("vdb"));
        assertThat(domain().definition()).isEqualTo(original.definition());
        assertThat(domain().disks()).isEqualTo(original.disks());

        Definition own = domain(clone).definition();
        hypervisor().define(request);
        assertThat(domain(clone).uuid()).isEqualTo(uuid);
        assertThat(domain(clone).definition()).isEqualTo(own);
    }

    @Test
    void noTwoDomainsHaveOneIdentity() throws Exception {
        String clone = name + "-clone";
        DefineRequest request = new DefineRequest(clone, domain().definition(), overlays("clone"), Identity.KEEP);

        Refusal.of(() -> hypervisor().define(request), Reason.FAILED);
        assertThat(hypervisor().domain(clone)).isEmpty();
    }

    @Test
    void domainWithAnotherIdentityIsNotReplaced() throws Exception {
        String clone = name + "-clone";
        Map<String, Path> disks = overlays("clone");
        hypervisor().define(new DefineRequest(clone, domain().definition(), disks, Identity.NEW));
        Domain before = domain();
        DefineRequest request = new DefineRequest(name, domain(clone).definition(), sources(), Identity.KEEP);

        Refusal.of(() -> hypervisor().define(request), Reason.FAILED);
        assertThat(domain()).isEqualTo(before);
    }

    @Test
    void runningDomainIsNotDefined() throws Exception {
        start();
        Domain before = domain();
        DefineRequest request = new DefineRequest(name, before.definition(), sources(), Identity.KEEP);

        Refusal.of(() -> hypervisor().define(request), Reason.WRONG_STATE);
        assertThat(domain()).isEqualTo(before);
        hypervisor().powerOff(name);
    }

    @Test
    void domainWithAManagedSaveIsNotDefined() throws Exception {
        start();
        contract.managedSave(name);
        DefineRequest request = new DefineRequest(name, domain().definition(), sources(), Identity.KEEP);

        Refusal.of(() -> hypervisor().define(request), Reason.WRONG_STATE);
    }

    @Test
    void diskWhoseFileIsMissingIsRefused() throws Exception {
        Domain before = domain();
        Map<String, Path> disks = Map.of("vda", before.disks().get(0).source(), "vdb", file("missing"));

        Refusal.of(
                () -> hypervisor().define(new DefineRequest(name, before.definition(), disks, Identity.KEEP)),
                Reason.MISSING);
        assertThat(domain()).isEqualTo(before);
    }

    @Test
    void diskForWhichNoFileIsGivenIsRefused() throws Exception {
        Domain before = domain();
        Map<String, Path> disks = Map.of("vda", before.disks().get(0).source());

        Refusal.of(() -> hypervisor().define(new DefineRequest(name, before.definition(), disks, Identity.KEEP)));
        assertThat(domain()).isEqualTo(before);
    }

    @Test
    void nonsenseIsRefused() throws Exception {
        Domain before = domain();
        for (String nonsense : new String[] {"", "nonsense", "<domain", "<domain/>", "\u0000"}) {
            Definition definition = new Definition(nonsense.getBytes(StandardCharsets.UTF_8));
            Refusal.of(() -> hypervisor().define(new DefineRequest(name, definition, sources(), Identity.KEEP)));
        }
        assertThat(domain()).isEqualTo(before);
    }
}
