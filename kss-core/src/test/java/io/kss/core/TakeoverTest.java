package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.core.conflict.Relation;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.progress.Progress;
import io.kss.core.takeover.ForwardingGiving;
import io.kss.core.takeover.Giving;
import io.kss.core.takeover.OtherHost;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.tck.hypervisor.FaultHook;
import io.kss.spi.tck.storage.SimulatedCrash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** A VM that moves while it runs, with hosts and store in memory (rule R3). */
class TakeoverTest extends TakeoverHosts {

    @Test
    void hooksLetInWhatIsTakenOverAndFindNothingToDoWhereItLeft() throws Exception {
        laptop.vm(VM).pull(Optional.empty());
        assertRefused(Reason.WRONG_VM_STATE, () -> laptop.kss().hooks().admitIncoming(VM));
        List<String> admitted = new ArrayList<>();
        laptop.progress(step -> {
            if (step.step() == Progress.Step.MOVING && admitted.isEmpty()) {
                try {
                    laptop.kss().hooks().admitIncoming(VM);
                    laptop.kss().hooks().admitStart(VM, Duration.ofSeconds(10));
                    admitted.add(VM);
                } catch (KssException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        takeOver(desktop, laptop);
        assertThat(admitted).containsExactly(VM);
        assertThat(desktop.kss().hooks().afterStop(VM)).isEmpty();
        assertRunsOnlyOn(laptop, desktop);
        laptop.write(VM, "vda", 0, 10, 7);
        byte[] written = laptop.content(VM, "vda");
        laptop.machine.virshDestroy(VM);
        assertThat(laptop.kss().hooks().afterStop(VM)).isPresent();
        desktop.vm(VM).pull(Optional.empty());
        assertThat(desktop.content(VM, "vda")).isEqualTo(written);
    }

    @Test
    void whatWasChangedWhereItComesIsNotReplaced() throws Exception {
        laptop.vm(VM).pull(Optional.empty());
        desktop.vm(VM).snapshotAndPush();
        laptop.vm(VM).pull(Optional.empty());
        Path active = laptop.machine
                .connect()
                .domain(VM)
                .orElseThrow()
                .disk("vda")
                .orElseThrow()
                .source();
        laptop.machine.files().resize(active, 2 * TestHost.DISK);
        assertRefused(Reason.WRONG_VM_STATE, () -> takeOver(desktop, laptop));
        assertRunsOnlyOn(desktop, laptop);

        assertRefused(Reason.DIVERGED, () -> laptop.vm(VM).push());
        laptop.vm(VM).resolve(Keep.REMOTE);
        assertThat(laptop.vm(VM).branches()).hasSize(1);
        takeOver(desktop, laptop);
        assertRunsOnlyOn(laptop, desktop);
    }

    @Test
    void whatLeftIsNotStartedWithoutTheStoreEvenWhenTheLeaseIsBroken() throws Exception {
        takeOver(desktop, laptop);
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> desktop.vm(VM).start(new StartOptions(true, false, true)))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.WRONG_VM_STATE))
                .satisfies(refusal ->
                        assertThat(refusal.waysOut()).first().asString().contains("kss start " + VM));
        assertRunsOnlyOn(laptop, desktop);
    }

    @Test
    void layersOfWhatLeftAreNotMerged() throws Exception {
        for (int hour = 1; hour <= 4; hour++) {
            desktop.write(VM, "vda", hour * 100_000L, 50_000, hour);
            desktop.vm(VM).snapshotAndPush();
        }
        takeOver(desktop, laptop);
        assertThat(desktop.vm(VM).compact(OptionalInt.of(1), false).mergedHere())
                .isZero();
        takeOver(laptop, desktop);
        assertRunsOnlyOn(desktop, laptop);
    }

    @Test
    void runningVmMovesThereAndBackAndThereAgain() throws Exception {
        takeOver(desktop, laptop);
        assertRunsOnlyOn(laptop, desktop);
        assertThat(laptop.vm(VM).status().leaseIsOurs()).isTrue();
        assertThat(desktop.vm(VM).status().relation()).isEqualTo(Relation.IN_SYNC);
        laptop.write(VM, "vdb", 70_000, 10, 2);
        byte[] written = laptop.content(VM, "vdb");

        takeOver(laptop, desktop);
        assertRunsOnlyOn(desktop, laptop);
        assertThat(desktop.content(VM, "vdb")).isEqualTo(written);
        desktop.write(VM, "vda", 0, 10, 3);

        takeOver(desktop, laptop);
        byte[] last = laptop.content(VM, "vda");
        laptop.vm(VM).stop(StopOptions.DEFAULT);
        desktop.vm(VM).start(StartOptions.DEFAULT);
        assertThat(desktop.content(VM, "vda")).isEqualTo(last);
        assertThat(desktop.content(VM, "vdb")).isEqualTo(written);
    }

    @Test
    void whatWasHandedOverCanNeitherBeStartedNorPushedNorIsItLostBeforeItIsPublished() throws Exception {
        desktop.vm(VM).push();
        takeOver(desktop, laptop);
        assertThatThrownBy(() -> desktop.machine.virshStart(VM)).hasMessageContaining("qcow2");
        assertRefused(Reason.LEASED_ELSEWHERE, () -> desktop.vm(VM).start(StartOptions.DEFAULT));
        assertThat(desktop.vm(VM).push().published()).isEmpty();
        laptop.vm(VM).stop(StopOptions.DEFAULT);
        desktop.vm(VM).pull(Optional.empty());
        assertThat(desktop.kss().examine())
                .noneMatch(finding -> finding.toString().contains("aside"));
    }

    @Test
    void nothingHappensWhereItDoesNotRun() throws Exception {
        desktop.vm(VM).stop(StopOptions.DEFAULT);
        assertRefused(Reason.WRONG_VM_STATE, () -> takeOver(desktop, laptop));
        assertThat(desktop.vm(VM).lease()).isEmpty();
    }

    @Test
    void unreachableHypervisorLeavesItRunningWhereItWas() throws Exception {
        laptop.machine.reaches(desktop.machine, false);
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> takeOver(desktop, laptop))
                .withMessageContaining("was not taken over and goes on on desktop");
        assertRunsOnlyOn(desktop, laptop);
        desktop.write(VM, "vda", 0, 10, 3);
        desktop.vm(VM).stop(StopOptions.DEFAULT);
        laptop.vm(VM).start(StartOptions.DEFAULT);
        assertThat(laptop.content(VM, "vda")).isEqualTo(desktop.content(VM, "vda"));
    }

    @Test
    void moveThatFailedForWhateverReasonTellsWhereTheGuestIs() throws Exception {
        before(laptop, "move:copy " + VM, () -> {
            throw new HypervisorException(HypervisorException.Reason.FAILED, "domain is no longer running");
        });
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> takeOver(desktop, laptop))
                .withMessageContaining("goes on on desktop: domain is no longer running")
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.HYPERVISOR_UNAVAILABLE));
        assertRunsOnlyOn(desktop, laptop);
    }

    /** The receiving hypervisor dies at the last step: the other one takes the move for failed and wakes the guest up. */
    @Test
    void guestThatWasWokenUpAgainBecauseNobodyAnsweredHasNotArrived() throws Exception {
        before(laptop, "move:resume " + VM, () -> {
            desktop.machine.virshResume(VM);
            throw new HypervisorException(HypervisorException.Reason.UNAVAILABLE, "the daemon died");
        });
        assertThatExceptionOfType(KssException.class).isThrownBy(() -> takeOver(desktop, laptop));
        laptop.machine.faults(FaultHook.NONE);
        assertThat(runs(laptop)).isFalse();
        desktop.write(VM, "vda", 0, 10, 3);
        byte[] written = desktop.content(VM, "vda");

        takeOver(desktop, laptop);
        assertRunsOnlyOn(laptop, desktop);
        assertThat(laptop.content(VM, "vda")).isEqualTo(written);
    }

    @Test
    void otherHostThatIsGoneAfterTheSwitchDoesNotMakeItAFailure() throws Exception {
        try (Giving giving = desktop.vm(VM).giveAway()) {
            TakeoverResult moved = laptop.vm(VM)
                    .takeOver(
                            new OtherHost(desktop.name, desktop.name, Optional.empty()),
                            new OutOfReachAtTheEnd(giving),
                            TakeoverOptions.DEFAULT);
            assertThat(moved.memoryBytes()).isPositive();
        }
        assertRunsOnlyOn(laptop, desktop);
        laptop.vm(VM).settleTakeover();
        assertThat(laptop.vm(VM).status().leaseIsOurs()).isTrue();
    }

    private static final class OutOfReachAtTheEnd extends ForwardingGiving {

        OutOfReachAtTheEnd(Giving giving) {
            super(giving);
        }

        @Override
        public void settle() throws KssException {
            throw new KssException(Reason.PEER_UNREACHABLE, "gone");
        }

        @Override
        public void close() {}
    }

    /** Whatever the process dies at on the receiving host, asking again ends with one running VM that lost nothing. */
    @Test
    void receivingProcessMayDieAtAnyPoint() throws Exception {
        int deaths = 0;
        TestHost from = desktop;
        TestHost to = laptop;
        int stride = Boolean.getBoolean("kss.long") ? 1 : 7;
        for (int point = 1; point < (stride == 1 ? 2000 : 300); point += stride) {
            from.write(VM, "vda", 1000L * (point % 97), 500, 1 + point % 200);
            byte[] written = from.content(VM, "vda");
            to.machine.crashAt(point);
            boolean died = false;
            try {
                takeOver(from, to);
            } catch (SimulatedCrash e) {
                died = true;
                deaths++;
            }
            to.machine.crashAt(1_000_000);
            to.close();
            assertAtMostOneRuns(from, to);
            if (died) {
                if (!runs(to)) {
                    takeOver(from, to);
                } else {
                    assertThat(to.vm(VM).status().run()).contains(RunState.RUNNING);
                    settle(from, to);
                }
            }
            assertRunsOnlyOn(to, from);
            assertThat(to.content(VM, "vda")).isEqualTo(written);
            TestHost next = from;
            from = to;
            to = next;
            if (!died) {
                break;
            }
        }
        System.out.println("died at " + deaths + " points, every " + stride + ". of them");
        assertThat(deaths).isGreaterThan(5);
        from.vm(VM).stop(StopOptions.DEFAULT);
        to.vm(VM).start(StartOptions.DEFAULT);
        assertThat(to.content(VM, "vda")).isEqualTo(from.content(VM, "vda"));
    }

    @Test
    void brokenLeaseFreesTheHostWhoseOtherSideIsLost() throws Exception {
        byte[] written = desktop.content(VM, "vda");
        try (Giving giving = desktop.vm(VM).giveAway()) {
            giving.offer();
            giving.begin(
                    new io.kss.core.identity.HostIdentity(new io.kss.core.identity.HostId("f".repeat(32)), "lost"),
                    "token-of-the-lost");
            desktop.machine.virshDestroy(VM);
        }
        assertRefused(Reason.LEASED_ELSEWHERE, () -> desktop.vm(VM).start(StartOptions.DEFAULT));
        desktop.vm(VM).breakLease();
        desktop.vm(VM).start(StartOptions.DEFAULT);
        assertThat(desktop.content(VM, "vda")).isEqualTo(written);
    }

    private void settle(TestHost from, TestHost to) throws Exception {
        takeOver(from, to);
    }
}
