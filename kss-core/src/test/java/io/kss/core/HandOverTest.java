package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kss.core.conflict.Relation;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.hypervisor.RunState;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The main job, with hosts and store in memory: a VM that goes from the desktop to the laptop and back. */
class HandOverTest extends TwoHosts {

    @Test
    void workDoneOnOneHostIsFoundOnTheOther() throws Exception {
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.write(VM, "vda", 4096, 100_000, 1);
        desktop.write(VM, "vdb", 5_000_000, 70_000, 2);
        desktop.vm(VM).stop(StopOptions.DEFAULT);

        laptop.vm(VM).start(StartOptions.DEFAULT);
        assertSameDisks();
        laptop.write(VM, "vda", 0, 10, 3);
        StopResult stopped = laptop.vm(VM).stop(StopOptions.DEFAULT);
        assertThat(stopped.pushed())
                .hasValueSatisfying(pushed -> assertThat(pushed.leaseReleased()).isTrue());

        desktop.vm(VM).start(StartOptions.DEFAULT);
        assertSameDisks();
        assertThat(desktop.vm(VM).status().relation()).isEqualTo(Relation.IN_SYNC);
        assertThat(desktop.vm(VM).status().leaseIsOurs()).isTrue();
    }

    @Test
    void stopWithoutPushKeepsTheLease() throws Exception {
        handOverToLaptop();
        laptop.vm(VM).start(StartOptions.DEFAULT);
        laptop.write(VM, "vda", 0, 10, 3);
        laptop.vm(VM).stop(new StopOptions(false, java.util.Optional.empty(), false));

        assertRefused(Reason.LEASED_ELSEWHERE, () -> desktop.vm(VM).start(StartOptions.DEFAULT));
        laptop.vm(VM).push();
        desktop.vm(VM).start(StartOptions.DEFAULT);
        assertSameDisks();
    }

    @Test
    void unsentWorkBlocksAStartWithoutTheStoreUnlessOffline() throws Exception {
        handOverToLaptop();
        laptop.vm(VM).start(StartOptions.DEFAULT);
        laptop.write(VM, "vda", 0, 10, 3);
        laptop.storeAway(true);
        assertRefused(Reason.SEALED_NOT_SENT, () -> laptop.vm(VM).stop(StopOptions.DEFAULT));
        assertRefused(Reason.BLOCKED_UNSENT, () -> laptop.vm(VM).start(StartOptions.DEFAULT));

        StartResult started = laptop.vm(VM).start(new StartOptions(true, false, false));
        assertThat(started.leased()).isTrue();
        laptop.storeAway(false);
        laptop.write(VM, "vdb", 0, 10, 4);
        laptop.vm(VM).stop(StopOptions.DEFAULT);
        desktop.vm(VM).pull(java.util.Optional.empty());
        assertSameDisks();
    }

    @Test
    void nothingUnsentAndNoStoreIsToldAsSuch() throws Exception {
        handOverToLaptop();
        desktop.storeAway(true);
        assertRefused(Reason.STORE_UNAVAILABLE, () -> desktop.vm(VM).start(StartOptions.DEFAULT));
    }

    @Test
    void aVmStartedBehindOurBackIsSentWhenNothingElseHappened() throws Exception {
        handOverToLaptop();
        laptop.machine.virshStart(VM);
        laptop.write(VM, "vda", 0, 10, 9);
        laptop.machine.virshDestroy(VM);
        assertThat(laptop.vm(VM).status().relation()).isEqualTo(Relation.AHEAD);

        laptop.vm(VM).push();
        desktop.vm(VM).start(StartOptions.DEFAULT);
        assertSameDisks();
    }

    @Test
    void bothSidesChangedStopsAndKeepLocalGoesOnWithOurs() throws Exception {
        conflict();
        byte[] ours = laptop.content(VM, "vda");
        ResolveResult resolved = laptop.vm(VM).resolve(Keep.LOCAL);
        assertThat(laptop.content(VM, "vda")).isEqualTo(ours);
        assertThat(laptop.vm(VM).status().relation()).isEqualTo(Relation.IN_SYNC);
        assertThat(laptop.vm(VM).status().branches()).containsExactly(resolved.branch());

        desktop.vm(VM).start(StartOptions.DEFAULT);
        assertSameDisks();
    }

    @Test
    void keepRemoteTakesTheRepositorysSideAndKeepsOursAsABranch() throws Exception {
        conflict();
        ResolveResult resolved = laptop.vm(VM).resolve(Keep.REMOTE);
        assertSameDisks();
        assertThat(laptop.vm(VM).status().branches()).containsExactly(resolved.branch());
        assertThat(laptop.vm(VM).status().relation()).isEqualTo(Relation.IN_SYNC);
    }

    @Test
    void keepBothAlsoMakesASecondVm() throws Exception {
        conflict();
        byte[] ours = laptop.content(VM, "vda");
        ResolveResult resolved = laptop.vm(VM).resolve(Keep.BOTH);
        assertSameDisks();
        String second = resolved.secondVm().orElseThrow();
        assertThat(laptop.content(second, "vda")).isEqualTo(ours);
        assertThat(laptop.machine.connect())
                .satisfies(hypervisor -> assertThat(hypervisor.state(second)).isEqualTo(RunState.OFF));
    }

    @Test
    void brokenLeaseMakesLateWorkABranch() throws Exception {
        handOverToLaptop();
        laptop.vm(VM).start(StartOptions.DEFAULT);
        laptop.write(VM, "vda", 0, 10, 7);
        desktop.vm(VM).start(new StartOptions(false, false, true));
        desktop.write(VM, "vda", 0, 10, 8);
        desktop.vm(VM).stop(StopOptions.DEFAULT);

        assertRefused(Reason.DIVERGED, () -> laptop.vm(VM).stop(StopOptions.DEFAULT));
        assertThat(laptop.vm(VM).status().relation()).isEqualTo(Relation.DIVERGED);
        assertThat(laptop.vm(VM).status().branches()).hasSize(1);
        assertRefused(Reason.DIVERGED, () -> laptop.vm(VM).start(StartOptions.DEFAULT));
    }

    @Test
    void severalSnapshotsBehindIsOneFetchOfTheNewest() throws Exception {
        handOverToLaptop();
        for (int day = 1; day <= 3; day++) {
            desktop.vm(VM).start(StartOptions.DEFAULT);
            desktop.write(VM, "vda", 1 << 20, 1 << 20, day);
            desktop.vm(VM).stop(StopOptions.DEFAULT);
        }
        PullResult pulled = laptop.vm(VM).pull(java.util.Optional.empty());
        assertSameDisks();
        assertThat(pulled.dataBytes()).isEqualTo(1 << 20);
    }

    @Test
    void localOnlyDisksStayEmptyElsewhere() throws Exception {
        desktop.machine.createDomain("games", java.util.Map.of("vda", TestHost.DISK, "vdc", TestHost.DISK));
        desktop.withLocalOnly("games", "vdc");
        laptop.withLocalOnly("games", "vdc");
        desktop.close();
        desktop.vm("games").start(StartOptions.DEFAULT);
        desktop.write("games", "vda", 0, 100, 1);
        desktop.write("games", "vdc", 0, 100, 2);
        desktop.vm("games").stop(StopOptions.DEFAULT);
        laptop.vm("games").start(StartOptions.DEFAULT);
        assertThat(laptop.content("games", "vda")).isEqualTo(desktop.content("games", "vda"));
        assertThat(laptop.content("games", "vdc")).containsOnly(0);
    }

    @Test
    void firmwareVariablesTravel() throws Exception {
        desktop.machine.guest(VM).changeNvram(new byte[] {1, 2, 3});
        handOverToLaptop();
        laptop.vm(VM).start(StartOptions.DEFAULT);
        laptop.machine.guest(VM).changeNvram(new byte[] {4, 5});
        laptop.vm(VM).stop(StopOptions.DEFAULT);
        assertThat(desktop.vm(VM).pull(java.util.Optional.empty()).changed()).isTrue();
    }

    private void handOverToLaptop() throws Exception {
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.write(VM, "vda", 4096, 100_000, 1);
        desktop.vm(VM).stop(StopOptions.DEFAULT);
        laptop.vm(VM).pull(java.util.Optional.empty());
        assertSameDisks();
    }

    private void conflict() throws Exception {
        handOverToLaptop();
        laptop.machine.virshStart(VM);
        laptop.write(VM, "vda", 0, 10, 9);
        laptop.machine.virshDestroy(VM);
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.write(VM, "vda", 100, 10, 5);
        desktop.vm(VM).stop(StopOptions.DEFAULT);
        assertRefused(Reason.DIVERGED, () -> laptop.vm(VM).start(StartOptions.DEFAULT));
    }

    private void assertSameDisks() throws Exception {
        assertThat(laptop.content(VM, "vda")).isEqualTo(desktop.content(VM, "vda"));
        assertThat(laptop.content(VM, "vdb")).isEqualTo(desktop.content(VM, "vdb"));
    }

    private static void assertRefused(Reason reason, ThrowingCallable work) {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(work)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason))
                .satisfies(refusal -> assertThat(refusal.waysOut()).isNotEmpty());
    }
}
