package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.operation.MemoryUse;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.tck.hypervisor.FaultHook;
import io.kss.spi.tck.storage.SimulatedCrash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A VM whose memory is carried through the store, with hosts and store in memory (rule R4). */
class SuspendTest extends TwoHosts {

    private static final StartOptions DISCARD = new StartOptions(false, false, false, true);
    private static final StartOptions OFFLINE = new StartOptions(true, false, false);
    private static final StartOptions OFFLINE_DISCARD = new StartOptions(true, false, false, true);

    private final byte[] memory = new byte[5 << 20];

    @BeforeEach
    void itRunsOnTheDesktop() throws Exception {
        new Random(7).nextBytes(memory);
        Arrays.fill(memory, 0, 4 << 20, (byte) 0);
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.write(VM, "vda", 4096, 100_000, 1);
        desktop.machine.guest(VM).remember(memory);
    }

    @Test
    void guestGoesOnElsewhereWhereItWas() throws Exception {
        SuspendResult suspended = desktop.vm(VM).suspend();
        assertThat(suspended.memoryBytes()).isGreaterThan(memory.length);
        assertThat(suspended.pushed().leaseReleased()).isTrue();
        assertThat(runState(desktop)).isEqualTo(RunState.OFF);

        StartResult started = laptop.vm(VM).start(StartOptions.DEFAULT);
        assertThat(started.memory()).isEqualTo(MemoryUse.RESUMED);
        assertThat(started.memoryBytes()).isEqualTo(suspended.memoryBytes());
        assertGoesOn(laptop);
        assertThat(laptop.content(VM, "vda")).isEqualTo(desktop.content(VM, "vda"));
        assertThat(laptop.vm(VM).status().leaseIsOurs()).isTrue();
    }

    @Test
    void memoryThatWasSentDoesNotStayHereWhenTheVmIsForgotten() throws Exception {
        String id = desktop.vm(VM).suspend().snapshot().id().value();
        Path file = desktop.machine.folder().resolve(VM + "-memory-" + id.substring(0, 12) + ".kssmem");
        assertThat(desktop.machine.connect().images().exists(file)).isTrue();
        desktop.vm(VM).forget(false);
        assertThat(desktop.machine.connect().images().exists(file)).isFalse();
        desktop.vm(VM).pull(Optional.empty());
        StartResult started = desktop.vm(VM).start(StartOptions.DEFAULT);
        assertThat(started.memory()).isEqualTo(MemoryUse.RESUMED);
        assertGoesOn(desktop);
    }

    @Test
    void guestGoesOnThereAndBackAndThereAgain() throws Exception {
        TestHost from = desktop;
        TestHost to = laptop;
        for (int i = 0; i < 4; i++) {
            from.vm(VM).suspend();
            assertThat(to.vm(VM).start(StartOptions.DEFAULT).memory()).isEqualTo(MemoryUse.RESUMED);
            assertGoesOn(to);
            to.write(VM, "vdb", 70_000L * i, 10, 2 + i);
            memory[(4 << 20) + 100] = (byte) i;
            to.machine.guest(VM).remember(memory);
            TestHost next = from;
            from = to;
            to = next;
        }
    }

    @Test
    void guestGoesOnWhereItWasSuspendedWithoutFetchingItsMemory() throws Exception {
        desktop.vm(VM).suspend();

        StartResult started = desktop.vm(VM).start(StartOptions.DEFAULT);
        assertThat(started.memory()).isEqualTo(MemoryUse.RESUMED);
        assertThat(started.memoryTransferred()).isZero();
        assertGoesOn(desktop);
    }

    @Test
    void suspendedVmIsToldAndMarked() throws Exception {
        SuspendResult result = desktop.vm(VM).suspend();

        for (TestHost host : new TestHost[] {desktop, laptop}) {
            Suspended suspended = host.vm(VM).status().suspended().orElseThrow();
            assertThat(suspended.snapshot().id()).isEqualTo(result.snapshot().id());
            assertThat(suspended.snapshot().host()).isEqualTo("desktop");
            assertThat(suspended.memoryBytes()).isEqualTo(result.memoryBytes());
            assertThat(suspended.memoryHere()).isEqualTo(host == desktop);
            assertThat(host.vm(VM).snapshots().get(0).labels()).contains("head", "suspended");
        }
        assertThat(desktop.vm(VM).status().next()).contains("kss start " + VM);
        laptop.vm(VM).start(StartOptions.DEFAULT);
        assertThat(desktop.vm(VM).status().suspended()).isEmpty();
        assertThat(laptop.vm(VM).snapshots().get(0).labels()).doesNotContain("suspended");
    }

    @Test
    void R4_memoryIsNotUsedASecondTimeAfterTheHostThatWentOnWithItCrashed() throws Exception {
        desktop.vm(VM).suspend();
        laptop.vm(VM).start(StartOptions.DEFAULT);
        laptop.write(VM, "vda", 0, 10, 9);
        byte[] written = laptop.content(VM, "vda");
        laptop.machine.powerLoss();
        laptop.close();

        StartResult again = laptop.vm(VM).start(StartOptions.DEFAULT);
        assertThat(again.memory()).isEqualTo(MemoryUse.USED_BEFORE);
        assertBooted(laptop);
        assertThat(laptop.content(VM, "vda")).isEqualTo(written);
    }

    @Test
    void R4_memoryIsNotUsedASecondTimeByAnotherHostWhenTheLeaseIsBroken() throws Exception {
        desktop.vm(VM).suspend();
        laptop.vm(VM).start(StartOptions.DEFAULT);
        assertRefused(Reason.LEASED_ELSEWHERE, () -> desktop.vm(VM).start(StartOptions.DEFAULT));

        desktop.vm(VM).breakLease();
        assertThat(desktop.vm(VM).start(StartOptions.DEFAULT).memory()).isNotEqualTo(MemoryUse.RESUMED);
        assertBooted(desktop);
    }

    @Test
    void R4_memoryIsNotUsedWithNewerDisks() throws Exception {
        desktop.vm(VM).suspend();
        desktop.machine.virshStart(VM);
        desktop.write(VM, "vda", 0, 10, 9);
        desktop.machine.virshDestroy(VM);

        assertRefused(Reason.WRONG_VM_STATE, () -> desktop.vm(VM).start(StartOptions.DEFAULT));
        assertThat(runState(desktop)).isEqualTo(RunState.OFF);
        assertThat(desktop.vm(VM).start(DISCARD).memory()).isNotEqualTo(MemoryUse.RESUMED);
        assertBooted(desktop);
    }

    @Test
    void R4_vmWithALocalOnlyDiskIsNotSuspended() throws Exception {
        TestHost other = new TestHost("other", store, folder).withVm("second").withLocalOnly("second", "vdb");
        other.vm("second").start(StartOptions.DEFAULT);
        assertRefused(Reason.UNSUPPORTED_VM, () -> other.vm("second").suspend());
        assertThat(other.machine.guest("second").remembered()).isEmpty();
        assertThat(other.vm("second").status().run()).contains(RunState.RUNNING);
        other.close();
    }

    @Test
    void memoryThatIsGivenUpIsUsedByNobody() throws Exception {
        desktop.vm(VM).suspend();
        assertThat(laptop.vm(VM).start(DISCARD).memory()).isEqualTo(MemoryUse.DISCARDED);
        assertBooted(laptop);
        laptop.machine.virshDestroy(VM);
        laptop.vm(VM).push();

        assertThat(desktop.vm(VM).start(StartOptions.DEFAULT).memory()).isEqualTo(MemoryUse.NONE);
        assertBooted(desktop);
    }

    @Test
    void memoryThatDoesNotFitAHostStaysUsableElsewhere() throws Exception {
        desktop.vm(VM).suspend();
        laptop.vm(VM).pull(Optional.empty());
        laptop.machine.faults(new FaultHook() {
            @Override
            public void before(String operation) throws HypervisorException {
                if (operation.startsWith("restore ")) {
                    throw new HypervisorException(HypervisorException.Reason.UNSUPPORTED, "another processor");
                }
            }
        });
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> laptop.vm(VM).start(StartOptions.DEFAULT))
                .satisfies(refusal -> assertThat(refusal.waysOut()).anyMatch(way -> way.contains("--discard-memory")));
        assertThat(laptop.vm(VM).lease()).isEmpty();
        assertThat(desktop.vm(VM).start(StartOptions.DEFAULT).memory()).isEqualTo(MemoryUse.RESUMED);
        assertGoesOn(desktop);
    }

    @Test
    void suspendedWithoutTheStoreIsSentLaterOrGoesOnHere() throws Exception {
        desktop.vm(VM).push();
        desktop.storeAway(true);
        assertRefused(Reason.SEALED_NOT_SENT, () -> desktop.vm(VM).suspend());
        assertThat(desktop.vm(VM).status().suspended()).isPresent();
        assertThat(desktop.vm(VM).start(OFFLINE).memory()).isEqualTo(MemoryUse.RESUMED);
        assertGoesOn(desktop);
        assertRefused(Reason.SEALED_NOT_SENT, () -> desktop.vm(VM).suspend());

        desktop.storeAway(false);
        assertThat(desktop.vm(VM).push().leaseReleased()).isTrue();
        assertThat(laptop.vm(VM).start(StartOptions.DEFAULT).memory()).isEqualTo(MemoryUse.RESUMED);
        assertGoesOn(laptop);
    }

    @Test
    void memoryThatWasSentIsNotUsedWithoutAskingTheStore() throws Exception {
        desktop.vm(VM).suspend();
        laptop.vm(VM).pull(Optional.empty());
        for (TestHost host : new TestHost[] {desktop, laptop}) {
            host.storeAway(true);
            assertRefused(Reason.WRONG_VM_STATE, () -> host.vm(VM).start(OFFLINE));
        }
        assertThat(laptop.vm(VM).start(OFFLINE_DISCARD).memory()).isEqualTo(MemoryUse.DISCARDED);
        laptop.write(VM, "vda", 0, 10, 9);
        desktop.storeAway(false);
        desktop.vm(VM).start(StartOptions.DEFAULT);
        assertGoesOn(desktop);
        laptop.storeAway(false);
        laptop.machine.virshDestroy(VM);
        assertRefused(Reason.DIVERGED, () -> laptop.vm(VM).push());
    }

    @Test
    void otherToolsDoNotBootASuspendedVm() throws Exception {
        desktop.vm(VM).suspend();
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> desktop.kss().hooks().admitStart(VM, Duration.ofSeconds(10)))
                .satisfies(refusal -> assertThat(refusal.waysOut()).anyMatch(way -> way.contains("kss start " + VM)));
        assertThat(desktop.kss().hooks().afterStop(VM)).isEmpty();
        assertThat(desktop.vm(VM).start(StartOptions.DEFAULT).memory()).isEqualTo(MemoryUse.RESUMED);
    }

    @Test
    void olderStatesBootWithoutMemory() throws Exception {
        String suspended = desktop.vm(VM).suspend().snapshot().id().value();
        laptop.vm(VM).start(StartOptions.DEFAULT);
        laptop.write(VM, "vda", 0, 10, 9);
        laptop.vm(VM).stop(StopOptions.DEFAULT);
        assertThat(desktop.vm(VM).status().suspended()).isEmpty();

        desktop.vm(VM).cloneAs("second", Optional.of(suspended));
        assertThat(desktop.vm("second").start(StartOptions.DEFAULT).memory()).isEqualTo(MemoryUse.NONE);
        laptop.vm(VM).revert(suspended);
        assertThat(laptop.vm(VM).start(StartOptions.DEFAULT).memory()).isEqualTo(MemoryUse.NONE);
        assertBooted(laptop);
    }

    @Test
    void memoryThatNobodyMayUseIsGarbageAndNothingIsAmissWithoutIt() throws Exception {
        desktop.vm(VM).suspend();
        desktop.kss().collectGarbage(false);
        assertThat(desktop.vm(VM).start(StartOptions.DEFAULT).memory()).isEqualTo(MemoryUse.RESUMED);
        desktop.write(VM, "vda", 0, 10, 9);
        desktop.vm(VM).stop(StopOptions.DEFAULT);
        assertThat(desktop.kss().collectGarbage(false).freedBytes()).isGreaterThan(900_000);
        assertThat(desktop.kss().verify(Optional.empty(), true).healthy()).isTrue();
        desktop.vm(VM).compact(OptionalInt.of(1), false);
        assertThat(laptop.vm(VM).start(StartOptions.DEFAULT).memory()).isEqualTo(MemoryUse.NONE);
        assertThat(laptop.content(VM, "vda")).isEqualTo(desktop.content(VM, "vda"));
    }

    @Test
    void stoppingOrPushingASuspendedVmLeavesItSuspended() throws Exception {
        desktop.vm(VM).suspend();
        assertThat(desktop.vm(VM).stop(StopOptions.DEFAULT).snapshot()).isEmpty();
        desktop.vm(VM).push();
        desktop.vm(VM).suspend();
        assertThat(laptop.vm(VM).start(StartOptions.DEFAULT).memory()).isEqualTo(MemoryUse.RESUMED);
    }

    @Test
    void vmThatIsOffIsNotSuspended() throws Exception {
        desktop.vm(VM).stop(StopOptions.DEFAULT);
        assertRefused(Reason.WRONG_VM_STATE, () -> desktop.vm(VM).suspend());
    }

    @Test
    void withoutRoomForTheMemoryTheGuestGoesOn() throws Exception {
        desktop.machine.files().roomLeft(1 << 20);
        assertRefused(Reason.NO_ROOM_LOCALLY, () -> desktop.vm(VM).suspend());
        assertThat(runState(desktop)).isEqualTo(RunState.RUNNING);
        desktop.machine.files().roomLeft(1 << 30);
        desktop.vm(VM).suspend();
    }

    /** Wherever the process dies while it suspends, the guest goes on or is suspended as a whole. */
    @Test
    void suspendingProcessMayDieAtAnyPoint() throws Exception {
        int deaths = 0;
        int lost = 0;
        for (int point = 1; point < 500; point += stride(13)) {
            desktop.machine.crashAt(point);
            boolean died = false;
            try {
                desktop.vm(VM).suspend();
            } catch (SimulatedCrash e) {
                died = true;
                deaths++;
            }
            desktop.machine.crashAt(1_000_000);
            desktop.close();
            // whatever it was, the same command again makes good
            if (runState(desktop) != RunState.OFF
                    || desktop.vm(VM).status().suspended().isEmpty()) {
                lost++;
            }
            desktop.vm(VM).suspend();
            assertThat(laptop.vm(VM).start(StartOptions.DEFAULT).memory())
                    .as("died at %s", point)
                    .isEqualTo(MemoryUse.RESUMED);
            assertGoesOn(laptop);
            assertThat(laptop.content(VM, "vda")).isEqualTo(desktop.content(VM, "vda"));
            laptop.write(VM, "vda", 1000L * (point % 97), 500, 1 + point % 200);
            laptop.vm(VM).suspend();
            desktop.vm(VM).start(StartOptions.DEFAULT);
            if (!died) {
                break;
            }
        }
        System.out.println("suspending died at " + deaths + " points; at " + lost + " of them before it was saved");
        assertThat(deaths).isGreaterThan(5);
    }

    /** Wherever the process dies while it resumes, the guest goes on once, or boots from the disks as they are. */
    @Test
    void resumingProcessMayDieAtAnyPoint() throws Exception {
        int deaths = 0;
        int booted = 0;
        for (int point = 1; point < 500; point += stride(13)) {
            desktop.vm(VM).suspend();
            laptop.machine.crashAt(point);
            boolean died = false;
            try {
                laptop.vm(VM).start(StartOptions.DEFAULT);
            } catch (SimulatedCrash e) {
                died = true;
                deaths++;
            }
            laptop.machine.crashAt(1_000_000);
            laptop.close();
            if (runState(laptop) != RunState.RUNNING) {
                StartResult again = laptop.vm(VM).start(StartOptions.DEFAULT);
                booted += again.memory() == MemoryUse.RESUMED ? 0 : 1;
            }
            if (Arrays.equals(laptop.machine.guest(VM).remembered(), memory)) {
                assertGoesOn(laptop);
            }
            assertThat(laptop.content(VM, "vda")).isEqualTo(desktop.content(VM, "vda"));
            laptop.vm(VM).stop(StopOptions.DEFAULT);
            desktop.vm(VM).start(StartOptions.DEFAULT);
            assertThat(desktop.machine.guest(VM).remembered()).isEmpty();
            desktop.write(VM, "vda", 1000L * (point % 97), 500, 1 + point % 200);
            desktop.machine.guest(VM).remember(memory);
            if (!died) {
                break;
            }
        }
        System.out.println("resuming died at " + deaths + " points; " + booted + " of them booted");
        assertThat(deaths).isGreaterThan(5);
        assertThat(booted).isZero();
    }

    private static int stride(int everyday) {
        return Boolean.getBoolean("kss.long") ? 1 : everyday;
    }

    private void assertGoesOn(TestHost host) throws Exception {
        assertThat(runState(host)).isEqualTo(RunState.RUNNING);
        assertThat(Arrays.equals(host.machine.guest(VM).remembered(), memory)).isTrue();
    }

    private static void assertBooted(TestHost host) throws Exception {
        assertThat(runState(host)).isEqualTo(RunState.RUNNING);
        assertThat(host.machine.guest(VM).remembered()).isEmpty();
    }

    private static RunState runState(TestHost host) throws Exception {
        return host.vm(VM).status().run().orElse(RunState.OFF);
    }

    private static void assertRefused(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(call)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }
}
