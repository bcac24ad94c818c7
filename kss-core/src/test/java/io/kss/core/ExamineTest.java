package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.failure.KssException;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.ImageInfo;
import io.kss.spi.tck.storage.Damage;
import io.kss.spi.tck.storage.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an examination of a host finds. */
class ExamineTest extends TwoHosts {

    @BeforeEach
    void aVmThatWasHandedOver() throws Exception {
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.write(VM, "vda", 4096, 100_000, 1);
        desktop.vm(VM).stop(StopOptions.DEFAULT);
        laptop.vm(VM).pull(Optional.empty());
    }

    @Test
    void aHostWhereAllFitsTogetherHasNothingToDo() throws Exception {
        assertThat(desktop.kss().examine())
                .allSatisfy(finding -> assertThat(finding.level()).isEqualTo(Finding.Level.OK))
                .extracting(Finding::subject)
                .contains("state folder", "images folder", "hypervisor", "store", VM);
        assertThat(laptop.kss().examine())
                .allSatisfy(finding -> assertThat(finding.level()).isEqualTo(Finding.Level.OK));
    }

    @Test
    void withoutTheStoreTheRestIsExaminedAllTheSame() throws Exception {
        desktop.storeAway(true);

        assertThat(desktop.kss().examine())
                .anySatisfy(finding -> assertThat(finding.subject()).isEqualTo("store"))
                .filteredOn(finding -> finding.level() != Finding.Level.OK)
                .singleElement()
                .satisfies(finding -> assertThat(finding.subject()).isEqualTo("store"))
                .satisfies(finding -> assertThat(finding.message()).contains("can't be reached"));
    }

    @Test
    void aStoreWithoutARepositoryIsAProblem() throws Exception {
        TestHost fresh = new TestHost("fresh", new MemoryStore(), folder);

        assertThat(fresh.kss().examine()).anySatisfy(finding -> {
            assertThat(finding.level()).isEqualTo(Finding.Level.PROBLEM);
            assertThat(finding.wayOut())
                    .hasValueSatisfying(way -> assertThat(way).contains("kss init"));
        });
        fresh.close();
    }

    @Test
    void anOpenStateFolderIsTold() throws Exception {
        desktop.kss();
        Files.setPosixFilePermissions(folder.resolve("desktop"), PosixFilePermissions.fromString("rwxr-xr-x"));

        assertFound("state folder", "open to other users", "chmod 700");
    }

    @Test
    void aStartByAnotherToolIsTold() throws Exception {
        desktop.machine.virshStart(VM);

        assertFound(VM, "without the lease", "kss push daily");
    }

    @Test
    void aRunningVmWhoseLeaseIsElsewhereIsAProblem() throws Exception {
        laptop.vm(VM).start(StartOptions.DEFAULT);
        desktop.machine.virshStart(VM);

        assertFound(VM, "laptop holds the lease", "branch");
    }

    @Test
    void aLeaseThatWasNotGivenBackIsTold() throws Exception {
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.write(VM, "vda", 0, 10, 3);
        desktop.vm(VM).stop(new StopOptions(false, Optional.empty(), false));

        assertFound(VM, "still holds its lease", "kss push daily");
        assertFound(VM, "only this host has: 1", "kss push daily");
    }

    @Test
    void anUnleasedRunIsTold() throws Exception {
        desktop.storeAway(true);
        desktop.vm(VM).start(new StartOptions(true, false, false));

        assertFound(VM, "started here without the lease", "kss stop daily");
    }

    @Test
    void aManagedSaveAndObstaclesAreProblems() throws Exception {
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.machine.managedSave(VM);
        desktop.machine.addObstacle(VM, "Its disk is encrypted by QEMU.");

        assertFound(VM, "managed save", "virsh managedsave-remove daily");
        assertFound(VM, "encrypted by QEMU", "virsh edit");
    }

    @Test
    void aChangedSealedLayerNamesTheSnapshotsThatNeedIt() throws Exception {
        Path sealed = chain().get(1).file();
        desktop.machine.files().write(sealed, 0, new byte[] {1, 2, 3});

        assertFound(VM, sealed + ", which", "restore the file from a backup");
    }

    @Test
    void aMissingLayerIsAProblem() throws Exception {
        Path sealed = chain().get(1).file();
        desktop.machine.files().lose(sealed);

        assertFound(VM, "is missing", "restore the file from a backup");
        assertFound(VM, "can't be read", "put the file back");
    }

    @Test
    void anAttachedForeignFileIsAProblem() throws Exception {
        Path foreign = desktop.machine.folder().resolve("foreign.qcow2");
        desktop.machine.files().create(foreign, "qcow2", TestHost.DISK);
        Domain domain = desktop.machine.connect().domain(VM).orElseThrow();
        desktop.machine
                .connect()
                .define(new io.kss.spi.hypervisor.DefineRequest(
                        VM,
                        domain.definition(),
                        java.util.Map.of(
                                "vda",
                                foreign,
                                "vdb",
                                domain.disk("vdb").orElseThrow().source()),
                        io.kss.spi.hypervisor.DefineRequest.Identity.KEEP));

        assertFound(VM, "is on " + foreign, "attach ");
    }

    @Test
    void aVmThatIsNotDefinedAnyMoreIsTold() throws Exception {
        desktop.machine.virshUndefine(VM);

        assertFound(VM, "not defined on this host", "kss start daily");
    }

    @Test
    void aFileThatNobodyUsesIsNamedWithItsSnapshot() throws Exception {
        String head = desktop.vm(VM).status().head().orElseThrow().id().value();
        Path file = desktop.machine.folder().resolve("daily-vda-old-20260101-" + head.substring(0, 12) + ".qcow2");
        desktop.machine.files().create(file, "qcow2", 1 << 20);
        Path partial = desktop.machine.folder().resolve("x-vda-old-20260101-0123456789ab.partial.qcow2");
        desktop.machine.files().create(partial, "qcow2", 1 << 20);

        assertFound("images folder", head.substring(0, 8) + " of the VM daily", "delete it if no VM needs it");
        assertFound("images folder", partial.toString(), "nobody goes on with");
    }

    @Test
    void aFullImagesFolderIsTold() throws Exception {
        desktop.machine.files().roomLeft(1 << 20);

        assertFound("images folder", "1 MiB free", "free space");
    }

    @Test
    void anOpenConflictIsTold() throws Exception {
        laptop.machine.virshStart(VM);
        laptop.write(VM, "vda", 0, 10, 9);
        laptop.machine.virshDestroy(VM);
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.write(VM, "vda", 100, 10, 5);
        desktop.vm(VM).stop(StopOptions.DEFAULT);
        try {
            laptop.vm(VM).push();
        } catch (KssException e) {
            assertThat(e.reason()).isEqualTo(io.kss.core.failure.Reason.DIVERGED);
        }

        assertThat(laptop.kss().examine())
                .anySatisfy(finding -> assertThat(finding.message()).contains("A conflict is open"));
    }

    @Test
    void damagedStateOfOneVmHidesNoOther() throws Exception {
        desktop.withVm("other");
        desktop.vm("other").push();
        desktop.close();
        Path file = folder.resolve("desktop/vms/daily/vm");
        Files.write(file, new Damage.BitFlip(900).applyTo(Files.readAllBytes(file)));

        List<Finding> findings = desktop.kss().examine();

        assertThat(findings)
                .filteredOn(finding -> finding.subject().equals(VM))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("vms/daily/vm", "damaged"));
        assertThat(findings)
                .filteredOn(finding -> finding.subject().equals("other"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.level()).isEqualTo(Finding.Level.OK));
        assertThat(desktop.kss().virtualMachines())
                .extracting(VirtualMachine::name)
                .contains(VM, "other");
    }

    @Test
    void examiningChangesNothing() throws Exception {
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.write(VM, "vda", 0, 10, 3);
        MemoryStore.Snapshot before = store.snapshot();
        byte[] memory = Files.readAllBytes(folder.resolve("desktop/vms/daily/vm"));
        String disk = desktop.machine.guest(VM).contentHash("vda");

        desktop.kss().examine();

        assertThat(store.snapshot().keys()).isEqualTo(before.keys());
        assertThat(Files.readAllBytes(folder.resolve("desktop/vms/daily/vm"))).isEqualTo(memory);
        assertThat(desktop.machine.guest(VM).contentHash("vda")).isEqualTo(disk);
    }

    private List<ImageInfo> chain() throws Exception {
        var hypervisor = desktop.machine.connect();
        Path active =
                hypervisor.domain(VM).orElseThrow().disk("vda").orElseThrow().source();
        return hypervisor.images().chain(active);
    }

    private void assertFound(String subject, String message, String wayOut) throws KssException {
        assertThat(desktop.kss().examine()).anySatisfy(finding -> {
            assertThat(finding.subject()).isEqualTo(subject);
            assertThat(finding.level()).isNotEqualTo(Finding.Level.OK);
            assertThat(finding.message()).contains(message);
            assertThat(finding.wayOut())
                    .hasValueSatisfying(way -> assertThat(way).contains(wayOut));
        });
    }
}
