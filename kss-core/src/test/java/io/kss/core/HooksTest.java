package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kss.core.conflict.Relation;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.workspace.BackgroundPush;
import io.kss.core.workspace.DirectoryStateFolder;
import io.kss.core.workspace.StateFolder;
import io.kss.core.workspace.VmWorkspace;
import io.kss.core.workspace.Workspace;
import io.kss.spi.tck.storage.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hypervisor's hook asks, with hosts and store in memory; the hook's own script is played by the tests. */
class HooksTest {

    private static final String VM = "daily";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MemoryStore store = new MemoryStore();
    private Path folder;
    private TestHost desktop;
    private TestHost laptop;

    @BeforeEach
    void bothHostsHaveTheVm(@TempDir Path temporary) throws Exception {
        folder = temporary;
        desktop = new TestHost("desktop", store, folder).withVm(VM);
        laptop = new TestHost("laptop", store, folder);
        desktop.kss().initRepository();
        desktop.vm(VM).push();
        laptop.vm(VM).pull(Optional.empty());
    }

    @AfterEach
    void close() {
        desktop.close();
        laptop.close();
    }

    @Test
    void whatIsInSyncMayStartAndGetsTheLease() throws Exception {
        virshStart(laptop);
        assertThat(laptop.vm(VM).status().leaseIsOurs()).isTrue();
        assertRefused(Reason.LEASED_ELSEWHERE, () -> desktop.vm(VM).start(StartOptions.DEFAULT));
        assertRefused(Reason.LEASED_ELSEWHERE, () -> virshStart(desktop));
    }

    @Test
    void whatIsBehindIsRefusedWithTheCommandThatFetches() throws Exception {
        virshStart(laptop);
        laptop.write(VM, "vda", 0, 10, 1);
        guestPowersOff(laptop);
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> virshStart(desktop))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.WRONG_VM_STATE))
                .satisfies(refused -> assertThat(refused.waysOut().get(0)).startsWith("kss start " + VM));
        assertThat(desktop.vm(VM).lease()).isEmpty();
        desktop.vm(VM).start(StartOptions.DEFAULT);
    }

    @Test
    void aConflictIsRefusedAsSuch() throws Exception {
        desktop.machine.virshStart(VM);
        desktop.write(VM, "vda", 0, 10, 1);
        desktop.machine.virshDestroy(VM);
        virshStart(laptop);
        laptop.write(VM, "vda", 0, 10, 2);
        guestPowersOff(laptop);
        assertRefused(Reason.DIVERGED, () -> virshStart(desktop));
    }

    @Test
    void workThatWasNotSentGoesOnWhereItIs() throws Exception {
        virshStart(laptop);
        laptop.write(VM, "vda", 0, 10, 1);
        laptop.machine.virshDestroy(VM);
        virshStart(laptop);
        laptop.write(VM, "vdb", 0, 10, 2);
        guestPowersOff(laptop);
        assertThat(laptop.vm(VM).status().relation()).isEqualTo(Relation.IN_SYNC);
        desktop.vm(VM).pull(Optional.empty());
        assertThat(desktop.content(VM, "vda")).isEqualTo(laptop.content(VM, "vda"));
        assertThat(desktop.content(VM, "vdb")).isEqualTo(laptop.content(VM, "vdb"));
    }

    @Test
    void aPowerOffIsSealedSentAndTold() throws Exception {
        virshStart(laptop);
        laptop.write(VM, "vda", 0, 10, 1);
        laptop.machine.virshDestroy(VM);
        Optional<BackgroundPush> done = laptop.kss().hooks().afterStop(VM);

        assertThat(done).hasValueSatisfying(push -> assertThat(push.outcome()).isEqualTo(BackgroundPush.Outcome.DONE));
        assertThat(laptop.vm(VM).status().background()).isEqualTo(done);
        assertThat(laptop.vm(VM).lease()).isEmpty();
        assertThat(laptop.kss().hooks().afterStop(VM)).isEmpty();
    }

    @Test
    void aRunThatBeganWithKssEndsTheSame() throws Exception {
        laptop.vm(VM).start(StartOptions.DEFAULT);
        started(laptop);
        laptop.write(VM, "vda", 0, 10, 1);
        guestPowersOff(laptop);
        assertThat(laptop.vm(VM).status().relation()).isEqualTo(Relation.IN_SYNC);
        assertThat(laptop.vm(VM).lease()).isEmpty();
    }

    @Test
    void afterStopLeavesToKssWhatKssStops() throws Exception {
        laptop.vm(VM).start(StartOptions.DEFAULT);
        started(laptop);
        laptop.write(VM, "vda", 0, 10, 1);
        laptop.vm(VM).stop(new StopOptions(false, Optional.empty(), false));
        assertThat(laptop.kss().hooks().afterStop(VM)).isEmpty();
        assertThat(laptop.kss().hooks().goOn(VM)).isEmpty();
        assertThat(laptop.vm(VM).status().relation()).isEqualTo(Relation.AHEAD);
        assertThat(laptop.vm(VM).status().leaseIsOurs()).isTrue();
    }

    @Test
    void aStartThatFailsAfterItWasAllowedGivesTheLeaseBack() throws Exception {
        laptop.kss().hooks().admitStart(VM, PATIENCE);
        assertThat(laptop.vm(VM).lease()).isPresent();
        laptop.kss().hooks().afterStop(VM);
        assertThat(laptop.vm(VM).lease()).isEmpty();
    }

    @Test
    void aRefusedStartMovesNothing() throws Exception {
        desktop.machine.virshStart(VM);
        desktop.write(VM, "vda", 0, 10, 1);
        desktop.machine.virshDestroy(VM);
        virshStart(laptop);
        assertRefused(Reason.LEASED_ELSEWHERE, () -> virshStart(desktop));
        assertThat(desktop.kss().hooks().afterStop(VM)).isEmpty();
        assertThat(desktop.vm(VM).status().branches()).isEmpty();
    }

    @Test
    void runningAgainIsNotAStop() throws Exception {
        virshStart(laptop);
        laptop.machine.virshDestroy(VM);
        virshStart(laptop);
        assertThat(laptop.kss().hooks().afterStop(VM)).isEmpty();
        assertThat(laptop.vm(VM).status().leaseIsOurs()).isTrue();
    }

    @Test
    void withoutTheStoreOnlyTheHolderMayStart() throws Exception {
        virshStart(laptop);
        laptop.machine.virshDestroy(VM);
        laptop.storeAway(true);
        desktop.storeAway(true);
        virshStart(laptop);
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> virshStart(desktop))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.STORE_UNAVAILABLE))
                .satisfies(refused -> assertThat(refused.waysOut().get(1)).contains("--offline"));
    }

    @Test
    void whatCouldNotBeSentIsSentWhenTheHostComesUp() throws Exception {
        virshStart(laptop);
        laptop.write(VM, "vda", 0, 10, 1);
        laptop.machine.virshDestroy(VM);
        laptop.storeAway(true);
        assertRefused(Reason.STORE_UNAVAILABLE, () -> laptop.kss().hooks().afterStop(VM));
        assertThat(laptop.vm(VM).status().background())
                .hasValueSatisfying(push -> assertThat(push.outcome()).isEqualTo(BackgroundPush.Outcome.REFUSED));
        laptop.storeAway(false);
        assertThat(laptop.kss().hooks().goOn(VM)).isPresent();
        assertThat(laptop.vm(VM).status().relation()).isEqualTo(Relation.IN_SYNC);
        assertThat(laptop.kss().hooks().goOn(VM)).isEmpty();
    }

    @Test
    void aRunThatLostItsPowerIsSentWhenTheHostComesUp() throws Exception {
        virshStart(laptop);
        laptop.write(VM, "vda", 0, 10, 1);
        laptop.machine.powerLoss();
        laptop.close();
        assertThat(laptop.kss().hooks().goOn(VM)).isPresent();
        assertThat(laptop.vm(VM).lease()).isEmpty();
    }

    @Test
    void aHostThatGoesDownTakesItsVmsDownFirstAndThenSends() throws Exception {
        virshStart(laptop);
        laptop.write(VM, "vda", 0, 10, 1);
        assertThat(laptop.kss().hooks().bringDown(VM)).isTrue();
        assertThat(laptop.kss().hooks().bringDown(VM)).isFalse();
        assertThat(laptop.vm(VM).status().leaseIsOurs()).isTrue();
        assertThat(laptop.kss().hooks().goOn(VM)).isPresent();
        assertThat(laptop.vm(VM).lease()).isEmpty();
    }

    @Test
    void anAnnouncedStartPassesOnceAndOnlyWhileItsAnnouncerWorks() throws Exception {
        VmWorkspace workspace = state(laptop);
        try (StateFolder.Lock lock = workspace.lock()) {
            workspace.marks().announceLaunch();
            laptop.kss().hooks().admitStart(VM, Duration.ZERO);
            assertRefused(Reason.BUSY, () -> laptop.kss().hooks().admitStart(VM, Duration.ZERO));
            workspace.marks().announceLaunch();
        }
        virshStart(desktop);
        assertRefused(Reason.LEASED_ELSEWHERE, () -> laptop.kss().hooks().admitStart(VM, PATIENCE));
        try (StateFolder.Lock lock = workspace.lock()) {
            assertRefused(Reason.BUSY, () -> laptop.kss().hooks().admitStart(VM, Duration.ZERO));
        }
    }

    @Test
    void aVmComesRunningOnlyByKss() throws Exception {
        assertRefused(Reason.WRONG_VM_STATE, () -> laptop.kss().hooks().admitIncoming(VM));
        laptop.kss().hooks().admitIncoming("stranger");
        VmWorkspace workspace = state(laptop);
        try (StateFolder.Lock lock = workspace.lock()) {
            assertRefused(Reason.WRONG_VM_STATE, () -> laptop.kss().hooks().admitIncoming(VM));
            workspace.marks().announceLaunch();
            laptop.kss().hooks().admitIncoming(VM);
            laptop.kss().hooks().admitStart(VM, Duration.ZERO);
        }
    }

    @Test
    void aVmThatKssDoesNotKnowIsNoneOfItsBusiness() throws Exception {
        laptop.withVm("stranger");
        laptop.kss().hooks().admitStart("stranger", PATIENCE);
        laptop.machine.virshStart("stranger");
        laptop.machine.virshDestroy("stranger");
        assertThat(laptop.kss().hooks().afterStop("stranger")).isEmpty();
        assertThat(laptop.kss().hooks().managed()).containsExactly(VM);
    }

    private void virshStart(TestHost host) throws Exception {
        host.kss().hooks().admitStart(VM, PATIENCE);
        host.machine.virshStart(VM);
        started(host);
    }

    /** As the hook's script does. */
    private void started(TestHost host) throws Exception {
        Path vm = folder.resolve(host.name).resolve("vms").resolve(VM);
        assertThat(vm.resolve("run")).exists();
        Files.write(vm.resolve("started"), new byte[0]);
    }

    private void guestPowersOff(TestHost host) throws Exception {
        host.machine.virshDestroy(VM);
        assertThat(host.kss().hooks().afterStop(VM)).isPresent();
    }

    private VmWorkspace state(TestHost host) {
        return new Workspace(new DirectoryStateFolder(folder.resolve(host.name))).vm(VM);
    }

    private static void assertRefused(Reason reason, ThrowingCallable work) {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(work)
                .satisfies(refused ->
                        assertThat(refused.reason()).as(refused.message()).isEqualTo(reason));
    }
}
