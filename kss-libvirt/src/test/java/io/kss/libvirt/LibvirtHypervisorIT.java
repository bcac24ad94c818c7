package io.kss.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.hypervisor.DefineRequest;
import io.kss.spi.hypervisor.DefineRequest.Identity;
import io.kss.spi.hypervisor.Definition;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.ImageInfo;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.SealRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LibvirtHypervisorIT {

    private static PrivateLibvirt libvirt;
    private static int count;

    private Hypervisor hypervisor;
    private String vm;

    @BeforeAll
    static void startDaemon() throws Exception {
        libvirt = PrivateLibvirt.start();
    }

    @AfterAll
    static void stopDaemon() throws Exception {
        libvirt.closeAndDelete();
    }

    @BeforeEach
    void defineVm() throws Exception {
        vm = "vm" + count++;
        TestDomain.define(libvirt, vm);
        hypervisor = libvirt.connect();
    }

    @AfterEach
    void removeVm() throws Exception {
        hypervisor.powerOff(vm);
        hypervisor.close();
        libvirt.virsh("undefine", "--managed-save", "--nvram", vm);
    }

    private Domain domain() throws Exception {
        return hypervisor.domain(vm).orElseThrow();
    }

    private SealRequest seal(int number) throws Exception {
        Map<String, Path> overlays = new TreeMap<>();
        for (String target : List.of("vda", "vdb")) {
            overlays.put(target, libvirt.images().resolve(vm + "-" + target + "-" + number + ".qcow2"));
        }
        return new SealRequest(vm, overlays, false);
    }

    private void assertOn(SealRequest request) throws Exception {
        Domain domain = domain();
        for (DomainDisk disk : domain.disks()) {
            Path overlay = request.overlays().get(disk.target());
            assertThat(disk.source()).isEqualTo(overlay);
            assertThat(disk.format()).isEqualTo("qcow2");
            assertThat(disk.liveSource())
                    .isEqualTo(domain.state().active() ? Optional.of(overlay) : Optional.<Path>empty());
            ImageInfo below = hypervisor.images().chain(overlay).get(1);
            assertThat(hypervisor.images().inUse(below.file())).isFalse();
        }
    }

    private static void assertRefused(Reason reason, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HypervisorException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    @Test
    void vmIsListedAndDescribed() throws Exception {
        assertThat(hypervisor.domains()).contains(vm).isSorted();
        Domain domain = domain();
        assertThat(domain.state()).isEqualTo(RunState.OFF);
        assertThat(domain.disks())
                .containsExactly(
                        new DomainDisk(
                                "vda", libvirt.images().resolve(vm + "-system.qcow2"), Optional.empty(), "qcow2"),
                        new DomainDisk("vdb", libvirt.images().resolve(vm + "-home.raw"), Optional.empty(), "raw"));
        assertThat(domain.obstacles()).isEmpty();
        assertThat(domain.managedSave()).isFalse();
        assertThat(domain.definition().toString())
                .contains("schönes Gerät &amp; mehr", "pc-q35-", "52:54:00:11:22:33")
                .doesNotContain("/tmp", "/usr", "secret", "cputune", "-name")
                .doesNotContain(vm);
        assertThat(hypervisor.displayName()).matches("libvirt \\d+\\.\\d+\\.\\d+, QEMU \\d+\\.\\d+\\.\\d+");
        assertThat(hypervisor.domain("nobody")).isEmpty();
        assertRefused(Reason.NO_SUCH_DOMAIN, "nobody", () -> hypervisor.state("nobody"));
    }

    @Test
    void definitionIsTheSameAfterStartStopSealAndDefine() throws Exception {
        Definition before = domain().definition();
        hypervisor.start(vm);
        assertThat(domain().definition()).isEqualTo(before);
        hypervisor.seal(seal(1));
        assertThat(domain().definition()).isEqualTo(before);
        hypervisor.powerOff(vm);
        hypervisor.seal(seal(2));
        assertThat(domain().definition()).isEqualTo(before);
        hypervisor.define(new DefineRequest(vm, before, seal(2).overlays(), Identity.KEEP));
        assertThat(domain().definition()).isEqualTo(before);
        assertThat(libvirt.virsh("dumpxml", "--security-info", vm))
                .contains("passwd='secret'", "<shares>2048</shares>", "qemu:commandline", vm + "-serial.log");
    }

    @Test
    void vmIsCarriedToAHostThatNeverSawIt() throws Exception {
        Domain here = domain();
        PrivateLibvirt laptop = PrivateLibvirt.start();
        try (Hypervisor there = laptop.connect()) {
            Map<String, Path> disks = new TreeMap<>();
            for (DomainDisk disk : here.disks()) {
                Path file = laptop.images().resolve(disk.target() + ".qcow2");
                there.images().createLayer(file, 64 << 20, Optional.empty()).close();
                disks.put(disk.target(), file);
            }
            there.define(new DefineRequest(vm, here.definition(), disks, Identity.KEEP));
            Domain copy = there.domain(vm).orElseThrow();
            assertThat(copy.definition()).isEqualTo(here.definition());
            assertThat(copy.uuid()).isEqualTo(here.uuid());
            assertThat(copy.disk("vdb").orElseThrow().source()).isEqualTo(disks.get("vdb"));
            there.start(vm);
            assertThat(there.state(vm)).isEqualTo(RunState.RUNNING);
            assertThat(there.domain(vm).orElseThrow().definition()).isEqualTo(here.definition());
            assertRefused(
                    Reason.WRONG_STATE,
                    vm,
                    () -> there.define(new DefineRequest(vm, here.definition(), disks, Identity.KEEP)));
            there.powerOff(vm);
        } finally {
            laptop.closeAndDelete();
        }
    }

    @Test
    void cloneIsAnotherMachineAndStaysIt() throws Exception {
        String clone = vm + "-clone";
        Map<String, Path> disks = new TreeMap<>();
        for (DomainDisk disk : domain().disks()) {
            Path file = libvirt.images().resolve(clone + disk.target() + ".qcow2");
            hypervisor.images().createOverlay(file, disk.source());
            disks.put(disk.target(), file);
        }
        DefineRequest request = new DefineRequest(clone, domain().definition(), disks, Identity.NEW);
        hypervisor.define(request);
        Domain first = hypervisor.domain(clone).orElseThrow();
        assertThat(first.uuid()).isNotEqualTo(domain().uuid());
        assertThat(first.definition().toString()).contains("52:54:00:").doesNotContain("52:54:00:11:22:33");
        hypervisor.define(request);
        assertThat(hypervisor.domain(clone).orElseThrow()).isEqualTo(first);
        libvirt.virsh("undefine", clone);
    }

    @Test
    void definitionFromElsewhereIsMergedWithWhatBelongsHere() throws Exception {
        Definition more = new Definition(
                domain().definition().toString().replace(">65536<", ">131072<").getBytes(StandardCharsets.UTF_8));
        assertThat(more).isNotEqualTo(domain().definition());
        hypervisor.seal(seal(1));
        hypervisor.define(new DefineRequest(vm, more, seal(1).overlays(), Identity.KEEP));
        assertThat(domain().definition()).isEqualTo(more);
        assertThat(libvirt.virsh("dumpxml", "--security-info", vm))
                .contains("passwd='secret'", "<shares>2048</shares>", "qemu:commandline", vm + "-serial.log")
                .contains("<emulator>/usr/bin/qemu-system-x86_64</emulator>")
                .contains("cd.iso' startupPolicy='optional'");
        hypervisor.start(vm);
    }

    @Test
    void hostileDefinitionIsRefused() throws Exception {
        String good = domain().definition().toString();
        Map<String, Path> disks = seal(1).overlays();
        Map<String, String> attacks = Map.of(
                "<devices>\n  <emulator>/bin/sh</emulator>", "domain/devices/emulator",
                "<devices>\n  <hostdev mode=\"subsystem\" type=\"pci\"/>", "domain/devices/hostdev",
                "<qemu:commandline xmlns:qemu=\"http://libvirt.org/schemas/domain/qemu/1.0\"/><devices>",
                        "domain/qemu:commandline",
                "<devices>\n <disk type=\"file\" device=\"disk\"><source file=\"/etc/shadow\"/></disk>",
                        "domain/devices/disk/source",
                "<devices>\n <rng model=\"virtio\"><backend model=\"random\">/dev/sda</backend></rng>",
                        "domain/devices/rng/backend",
                "<devices>\n <input type=\"../../x\" bus=\"usb\"/>", "domain/devices/input@type");
        for (Map.Entry<String, String> attack : attacks.entrySet()) {
            Definition bad =
                    new Definition(good.replace("<devices>", attack.getKey()).getBytes(StandardCharsets.UTF_8));
            assertRefused(
                    Reason.UNSUPPORTED,
                    "'" + attack.getValue() + "'",
                    () -> hypervisor.define(new DefineRequest(vm, bad, disks, Identity.KEEP)));
        }
        Definition entity =
                new Definition("<!DOCTYPE domain [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><domain>&x;</domain>"
                        .getBytes(StandardCharsets.UTF_8));
        assertRefused(
                Reason.DAMAGED,
                "DOCTYPE",
                () -> hypervisor.define(new DefineRequest(vm, entity, disks, Identity.KEEP)));
    }

    @Test
    void sealOfAStoppedVm() throws Exception {
        SealRequest request = seal(1);
        assertThat(hypervisor.seal(request)).isEqualTo(Consistency.CLEAN);
        assertOn(request);
        hypervisor.start(vm);
        assertOn(request);
    }

    @Test
    void sealOfARunningVm() throws Exception {
        hypervisor.start(vm);
        SealRequest request = new SealRequest(vm, seal(1).overlays(), true);
        assertThat(hypervisor.seal(request)).isEqualTo(Consistency.CRASH);
        assertOn(request);
        assertThat(hypervisor.seal(seal(2))).isEqualTo(Consistency.CRASH);
        assertOn(seal(2));
        assertThat(libvirt.virsh("snapshot-list", vm)).isBlank();
    }

    @Test
    void sealThatCannotBeginChangesNothing() throws Exception {
        for (boolean running : new boolean[] {false, true}) {
            if (running) {
                hypervisor.start(vm);
            }
            SealRequest request = seal(1);
            Files.writeString(request.overlays().get("vdb"), "precious");
            Domain before = domain();
            assertRefused(Reason.FAILED, "vdb-1", () -> hypervisor.seal(request));
            assertThat(domain()).isEqualTo(before);
            assertThat(request.overlays().get("vda")).doesNotExist();
            assertThat(request.overlays().get("vdb")).hasContent("precious");
            Files.delete(request.overlays().get("vdb"));
        }
    }

    @Test
    void interruptedSealOfAStoppedVmIsCompleted() throws Exception {
        SealRequest request = seal(1);
        hypervisor
                .images()
                .createOverlay(request.overlays().get("vda"), libvirt.images().resolve(vm + "-system.qcow2"));
        hypervisor.completeSeal(request);
        assertOn(request);
        hypervisor.completeSeal(request);
        assertOn(request);
    }

    /** L2: the VM was started from its old definition while a seal changed it. */
    @Test
    void startBetweenCheckAndRedefineIsCompleted() throws Exception {
        hypervisor.start(vm);
        SealRequest request = seal(1);
        for (DomainDisk disk : domain().disks()) {
            Path overlay = request.overlays().get(disk.target());
            TestDomain.run(
                    "qemu-img",
                    "create",
                    "-q",
                    "-u",
                    "-f",
                    "qcow2",
                    "-F",
                    disk.format(),
                    "-b",
                    disk.source().getFileName().toString(),
                    overlay.toString(),
                    disk.target().equals("vda") ? "64M" : "32M");
        }
        Path xml = libvirt.images().resolve("mixed.xml");
        Files.writeString(
                xml,
                libvirt.virsh("dumpxml", "--inactive", "--security-info", vm)
                        .replace(vm + "-system.qcow2", vm + "-vda-1.qcow2"));
        libvirt.virsh("define", xml.toString());
        assertThat(domain().disk("vda").orElseThrow().liveSource())
                .isNotEqualTo(Optional.of(request.overlays().get("vda")));
        assertRefused(Reason.WRONG_STATE, "vda", () -> hypervisor.seal(seal(2)));
        hypervisor.completeSeal(request);
        assertOn(request);
    }

    /** L2: the daemon died between the live snapshot and writing the persistent definition. */
    @Test
    void liveSnapshotWithoutPersistentDefinitionIsCompleted() throws Exception {
        hypervisor.start(vm);
        String before = libvirt.virsh("dumpxml", "--inactive", "--security-info", vm);
        SealRequest request = seal(1);
        hypervisor.seal(request);
        Path xml = libvirt.images().resolve("old.xml");
        Files.writeString(xml, before);
        libvirt.virsh("define", xml.toString());
        assertThat(domain().disk("vda").orElseThrow().source())
                .isNotEqualTo(request.overlays().get("vda"));
        hypervisor.completeSeal(request);
        assertOn(request);
    }

    @Test
    void managedSaveBlocksSealAndStart() throws Exception {
        hypervisor.start(vm);
        libvirt.virsh("managedsave", vm);
        assertThat(domain().managedSave()).isTrue();
        assertRefused(Reason.WRONG_STATE, "managedsave-remove", () -> hypervisor.seal(seal(1)));
        assertRefused(Reason.WRONG_STATE, "managedsave-remove", () -> hypervisor.completeSeal(seal(1)));
        assertRefused(Reason.WRONG_STATE, "managedsave-remove", () -> hypervisor.start(vm));
        assertThat(seal(1).overlays().get("vda")).doesNotExist();
    }

    @Test
    void startsAndStopsAreReported() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (var subscription = hypervisor.watch((name, state) -> seen.add(name + " " + state))) {
            assertThat(subscription).isNotNull();
            hypervisor.start(vm);
            assertRefused(Reason.WRONG_STATE, "runs already", () -> hypervisor.start(vm));
            libvirt.virsh("suspend", vm);
            assertThat(hypervisor.state(vm)).isEqualTo(RunState.HELD);
            hypervisor.powerOff(vm);
            hypervisor.powerOff(vm);
            await().untilAsserted(() -> assertThat(seen).contains(vm + " RUNNING", vm + " HELD", vm + " OFF"));
        }
    }

    @Test
    void guestThatDoesNotReactIsNotOffAtTheDeadline() throws Exception {
        hypervisor.start(vm);
        assertThat(hypervisor.shutDown(vm, Duration.ofMillis(500))).isFalse();
        assertThat(hypervisor.state(vm)).isEqualTo(RunState.RUNNING);
        hypervisor.powerOff(vm);
        assertThat(hypervisor.shutDown(vm, Duration.ZERO)).isTrue();
    }

    @Test
    void whatCannotBeCarriedIsAnObstacle() throws Exception {
        libvirt.virsh(
                "snapshot-create-as",
                vm,
                "one",
                "--disk-only",
                "--diskspec",
                "vda,file=" + libvirt.images().resolve(vm + "-snap.qcow2"),
                "--diskspec",
                "vdb,snapshot=no");
        assertThat(domain().obstacles()).singleElement().asString().contains("virsh snapshot-delete " + vm);
        libvirt.virsh("snapshot-delete", "--metadata", vm, "one");
        assertThat(domain().obstacles()).isEmpty();
    }

    @Test
    void firmwareVariablesAreAPart() throws Exception {
        Path nvram = libvirt.images().resolve("vars.fd");
        Path code = Files.write(libvirt.images().resolve("code.fd"), new byte[4096]);
        Path xml = libvirt.images().resolve("nvram.xml");
        String before = libvirt.virsh("dumpxml", "--inactive", "--security-info", vm);
        Files.writeString(
                xml,
                before.replace(
                        "<boot dev='hd'/>",
                        "<loader readonly='yes' type='pflash'>" + code + "</loader><nvram>" + nvram + "</nvram>"));
        libvirt.virsh("define", xml.toString());
        assertThat(domain().parts()).isEmpty();
        hypervisor.writePart(vm, "nvram", new ByteArrayInputStream("variables".getBytes(StandardCharsets.UTF_8)));
        assertThat(domain().parts()).containsExactly("nvram");
        try (InputStream content = hypervisor.readPart(vm, "nvram")) {
            assertThat(content).hasContent("variables");
        }
        assertThat(domain().definition().toString())
                .contains("code.fd<")
                .doesNotContain("vars.fd")
                .doesNotContain("/tmp");
        assertRefused(Reason.UNSUPPORTED, "ufo", () -> hypervisor.writePart(vm, "ufo", InputStream.nullInputStream()));
    }

    @Test
    void kernelComesFromTheFolderOfBootFilesOnly() throws Exception {
        Definition withKernel = new Definition(domain().definition()
                .toString()
                .replace("<boot dev=\"hd\"/>", "<kernel>vmlinuz</kernel>\n<cmdline>root=/dev/vda</cmdline>")
                .getBytes(StandardCharsets.UTF_8));
        hypervisor.seal(seal(1));
        DefineRequest request = new DefineRequest(vm + "-k", withKernel, seal(1).overlays(), Identity.NEW);
        assertRefused(Reason.UNSUPPORTED, "boot-files", () -> hypervisor.define(request));
        Files.write(libvirt.boot().resolve("vmlinuz"), new byte[1]);
        hypervisor.define(request);
        assertThat(libvirt.virsh("dumpxml", vm + "-k"))
                .contains("<kernel>" + libvirt.boot().resolve("vmlinuz"));
        libvirt.virsh("undefine", vm + "-k");
    }
}
