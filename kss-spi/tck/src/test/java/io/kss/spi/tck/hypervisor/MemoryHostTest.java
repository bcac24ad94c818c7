package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.hypervisor.Consistency;
import io.kss.spi.hypervisor.DefineRequest;
import io.kss.spi.hypervisor.DefineRequest.Identity;
import io.kss.spi.hypervisor.Definition;
import io.kss.spi.hypervisor.Domain;
import io.kss.spi.hypervisor.DomainDisk;
import io.kss.spi.hypervisor.Fingerprint;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.LayerWriter;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.hypervisor.SealRequest;
import io.kss.spi.tck.storage.SimulatedCrash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryHostTest {

    private static final long SIZE = 1 << 20;

    private final MemoryHost host = new MemoryHost("desktop", 1);
    private final Path top = host.folder().resolve("win-vda.qcow2");
    private final Path overlay = host.folder().resolve("overlay.qcow2");
    private final SealRequest seal = new SealRequest("win", Map.of("vda", overlay), false);
    private MemoryHypervisor hypervisor = host.connect();

    @BeforeEach
    void createDomain() {
        host.createDomain("win", Map.of("vda", SIZE));
    }

    @Test
    void whatTheGuestWroteIsThereAfterTheNextStart() throws Exception {
        host.virshStart("win");
        host.guest("win").write("vda", 70_000, new byte[] {1, 2, 3});
        host.virshDestroy("win");
        host.virshStart("win");

        assertThat(host.guest("win").read("vda", 69_999, 5)).containsExactly(0, 1, 2, 3, 0);
    }

    @Test
    void theDomainStartedInTheMiddleOfASealEndsOnItsOverlay() throws Exception {
        host.faults(before("seal:persistent", () -> host.virshStart("win")));

        assertThat(hypervisor.seal(seal)).isEqualTo(Consistency.CRASH);

        DomainDisk disk = disk();
        assertThat(disk.source()).isEqualTo(overlay);
        assertThat(disk.liveSource()).contains(overlay);
    }

    @Test
    void aSealThatCrashedAnywhereCanBeCompleted() throws Exception {
        int crashes = 0;
        for (int point = 1; ; point++) {
            MemoryHost another = new MemoryHost("desktop", point);
            another.createDomain("win", Map.of("vda", SIZE));
            another.virshStart("win");
            MemoryHypervisor first = another.connect();
            another.crashAt(point);
            try {
                first.seal(seal);
                break;
            } catch (SimulatedCrash crash) {
                crashes++;
            }
            MemoryHypervisor second = another.connect();
            second.completeSeal(seal);
            DomainDisk disk = second.domain("win").orElseThrow().disks().get(0);
            assertThat(disk.source()).isEqualTo(overlay);
            assertThat(disk.liveSource()).contains(overlay);
        }
        assertThat(crashes).isGreaterThan(6);
    }

    @Test
    void aManagedSaveIsRestoredWithItsOwnDisks() throws Exception {
        host.virshStart("win");
        host.managedSave("win");

        assertThat(hypervisor.domain("win").map(Domain::managedSave)).contains(true);
        refused(Reason.WRONG_STATE, () -> hypervisor.start("win"));
        refused(Reason.WRONG_STATE, () -> hypervisor.seal(seal));

        host.virshStart("win");
        assertThat(disk().liveSource()).contains(top);
        assertThat(hypervisor.domain("win").map(Domain::managedSave)).contains(false);
    }

    @Test
    void aDeadProcessCanDoNothingMore() throws Exception {
        LayerWriter writer = hypervisor.images().createLayer(overlay, SIZE, Optional.empty());
        host.kssDied();

        assertThatThrownBy(() -> writer.write(0, ByteBuffer.allocate(1))).isInstanceOf(SimulatedCrash.class);
        assertThatThrownBy(() -> hypervisor.domains()).isInstanceOf(SimulatedCrash.class);
        writer.close();
        assertThat(host.connect().images().inUse(overlay)).isFalse();
    }

    @Test
    void onlyWhatWasFlushedIsSureToSurviveTheProcess() throws Exception {
        int survived = 0;
        for (int i = 0; i < 20; i++) {
            Path file = host.folder().resolve("layer-" + i + ".qcow2");
            LayerWriter writer = hypervisor.images().createLayer(file, SIZE, Optional.empty());
            writer.write(0, ByteBuffer.wrap(new byte[] {1}));
            writer.flush();
            writer.write(1, ByteBuffer.wrap(new byte[] {1}));
            host.kssDied();
            hypervisor = host.connect();
            assertThat(host.files().content(file)[0]).isEqualTo((byte) 1);
            survived += host.files().content(file)[1];
        }
        assertThat(survived).isBetween(1, 19);
    }

    @Test
    void aPowerLossTurnsDomainsOffAndMayTakeLayersThatWereNeverFlushed() throws Exception {
        host.virshStart("win");
        int lost = 0;
        for (int i = 0; i < 20; i++) {
            Path file = host.folder().resolve("layer-" + i + ".qcow2");
            hypervisor.images().createLayer(file, SIZE, Optional.empty());
            host.powerLoss();
            hypervisor = host.connect();
            try {
                hypervisor.images().resumeLayer(file).close();
            } catch (HypervisorException e) {
                assertThat(e.reason()).isIn(Reason.MISSING, Reason.DAMAGED);
                lost++;
            }
        }
        assertThat(lost).isBetween(1, 19);
        assertThat(hypervisor.state("win")).isEqualTo(RunState.OFF);
    }

    @Test
    void aFullDiskTakesNoMore() throws Exception {
        LayerWriter writer = hypervisor.images().createLayer(overlay, SIZE, Optional.empty());
        host.files().roomLeft(10);
        writer.write(0, ByteBuffer.allocate(10));

        refused(Reason.NO_ROOM, () -> writer.write(10, ByteBuffer.allocate(1)));
        assertThat(hypervisor.images().freeSpace(host.folder())).isZero();
        host.files().roomLeft(1);
        writer.write(10, ByteBuffer.allocate(1));
        writer.close();
    }

    @Test
    void aSealWithoutRoomLeavesNothingBehind() throws Exception {
        host.files().roomLeft(0);

        refused(Reason.NO_ROOM, () -> hypervisor.seal(seal));

        assertThat(hypervisor.images().exists(overlay)).isFalse();
        assertThat(disk().source()).isEqualTo(top);
    }

    @Test
    void aReadOnlyFileIsNeitherFilledNorStartedFrom() throws Exception {
        hypervisor.images().makeReadOnly(top);

        refused(Reason.DENIED, () -> hypervisor.images().resumeLayer(top));
        refused(Reason.DENIED, () -> hypervisor.start("win"));
        assertThat(hypervisor.state("win")).isEqualTo(RunState.OFF);
    }

    @Test
    void aLayerThatARunningDomainStandsOnIsNotFilled() throws Exception {
        hypervisor.seal(seal);
        hypervisor.start("win");

        refused(Reason.IN_USE, () -> hypervisor.images().resumeLayer(top));
        hypervisor.powerOff("win");
        hypervisor.images().resumeLayer(top).close();
    }

    @Test
    void aStepWhoseAnswerIsLostHasHappened() throws Exception {
        HypervisorException lost = new HypervisorException(Reason.UNAVAILABLE, "the answer was lost");
        host.faults(new FaultHook() {
            @Override
            public void after(String operation) throws HypervisorException {
                if (operation.startsWith("seal:persistent")) {
                    throw lost;
                }
            }
        });

        assertThatThrownBy(() -> hypervisor.seal(seal)).isSameAs(lost);
        assertThat(disk().source()).isEqualTo(overlay);
    }

    @Test
    void whatIsWrittenIntoASealedFileShowsInItsFingerprint() throws Exception {
        hypervisor.seal(seal);
        hypervisor.images().makeReadOnly(top);
        Fingerprint before = hypervisor.images().fingerprint(top);

        host.files().write(top, 0, new byte[] {1});
        Fingerprint written = hypervisor.images().fingerprint(top);
        assertThat(written.modified()).isGreaterThan(before.modified());
        host.files().touch(top);
        Fingerprint touched = hypervisor.images().fingerprint(top);
        assertThat(touched.modified()).isEqualTo(written.modified());
        assertThat(touched.changed()).isGreaterThan(written.changed());
    }

    @Test
    void twoDomainsDoNotWriteToOneFile() throws Exception {
        Definition definition = hypervisor.domain("win").orElseThrow().definition();
        hypervisor.define(new DefineRequest("twin", definition, Map.of("vda", top), Identity.NEW));
        host.virshStart("twin");

        refused(Reason.IN_USE, () -> host.virshStart("win"));
        assertThat(hypervisor.state("win")).isEqualTo(RunState.OFF);
    }

    @Test
    void onlyWhatIsKnownOfADefinitionIsTakenOver() throws Exception {
        Definition known = hypervisor.domain("win").orElseThrow().definition();
        Definition hostile = new Definition((known + "\nemulator /tmp/evil").getBytes(StandardCharsets.UTF_8));
        hypervisor.define(new DefineRequest("win", hostile, Map.of("vda", top), Identity.KEEP));

        assertThat(hypervisor.domain("win").orElseThrow().definition()).isEqualTo(known);
    }

    @Test
    void aGuestWithAnAgentIsQuiescedWhenAskedFor() throws Exception {
        host.guest("win").hasAgent(true);
        host.virshStart("win");

        assertThat(hypervisor.seal(new SealRequest("win", seal.overlays(), true)))
                .isEqualTo(Consistency.QUIESCED);
    }

    @Test
    void aGuestThatIgnoresThePowerButtonGoesOn() throws Exception {
        host.guest("win").ignoresShutdown(true);
        host.virshStart("win");

        assertThat(hypervisor.shutDown("win", Duration.ZERO)).isFalse();
        assertThat(hypervisor.state("win")).isEqualTo(RunState.RUNNING);
    }

    @Test
    void anOverlayWithDataIsNotPutUnderADomainThatRunsBelowIt() throws Exception {
        host.virshStart("win");
        host.faults(before("seal:persistent", host::powerLoss));
        assertThatThrownBy(() -> hypervisor.seal(seal)).isInstanceOf(SimulatedCrash.class);
        host.faults(FaultHook.NONE);
        host.files().write(overlay, 0, new byte[] {1});
        host.virshStart("win");
        hypervisor = host.connect();

        refused(Reason.DAMAGED, () -> hypervisor.completeSeal(seal));
        assertThat(disk().source()).isEqualTo(top);
        host.virshDestroy("win");
        hypervisor.completeSeal(seal);
        assertThat(disk().source()).isEqualTo(overlay);
    }

    private DomainDisk disk() throws HypervisorException {
        return hypervisor.domain("win").orElseThrow().disks().get(0);
    }

    private static FaultHook before(String step, KssProcess.Change action) {
        return new FaultHook() {
            @Override
            public void before(String operation) throws HypervisorException {
                if (operation.startsWith(step)) {
                    action.happen();
                }
            }
        };
    }

    private static void refused(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HypervisorException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
