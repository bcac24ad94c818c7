package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.takeover.ForwardingGiving;
import io.kss.core.takeover.Giving;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.tck.hypervisor.FaultHook;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The moment in which the guest is whole here and executes nowhere: it goes on only while the takeover is open. */
class TakeoverSwitchTest extends TakeoverHosts {

    @Test
    void guestGoesOnAtOnceWhenTheJournalSaysThatItMovedAlthoughTheOtherHostIsSilent() throws Exception {
        byte[] written = desktop.content(VM, "vda");
        takeOver(desktop, laptop, new Silent(desktop.vm(VM).giveAway(), 2, false));
        assertThat(state(laptop)).contains(RunState.RUNNING);
        assertThat(laptop.vm(VM).status().leaseIsOurs()).isTrue();
        assertThat(laptop.content(VM, "vda")).isEqualTo(written);
    }

    @Test
    void nothingMovesWhenTheOtherHostIsSilentBefore() throws Exception {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() ->
                        takeOver(desktop, laptop, new Silent(desktop.vm(VM).giveAway(), 1, false)))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.PEER_UNREACHABLE));
        assertThat(state(desktop)).contains(RunState.RUNNING);
        assertThat(state(laptop)).isNotEqualTo(Optional.of(RunState.RUNNING));
    }

    /** As when this host was put to sleep just before: the other one ended the takeover, and now the guest moved all the same. */
    @Test
    void guestDoesNotGoOnHereWhenTheTakeoverHasEnded() throws Exception {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() ->
                        takeOver(desktop, laptop, new Silent(desktop.vm(VM).giveAway(), 2, true)))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.WRONG_VM_STATE))
                .satisfies(refusal ->
                        assertThat(refusal.waysOut()).first().asString().contains("kss start " + VM));
        assertThat(state(laptop)).isNotEqualTo(Optional.of(RunState.RUNNING));
        assertThat(state(desktop)).contains(RunState.HELD);
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> desktop.vm(VM).start(StartOptions.DEFAULT))
                .satisfies(refusal ->
                        assertThat(refusal.waysOut()).first().asString().contains("virsh resume " + VM));
        desktop.machine.virshResume(VM);
        assertThat(desktop.vm(VM).branches()).isEmpty();
        byte[] written = desktop.content(VM, "vda");
        takeOver(desktop, laptop);
        assertThat(laptop.content(VM, "vda")).isEqualTo(written);
    }

    /** Does not answer any more from a certain call on, and may have ended its side before. */
    private static final class Silent extends ForwardingGiving {

        private final int from;
        private final boolean ends;
        private int asked;

        Silent(Giving giving, int from, boolean ends) {
            super(giving);
            this.from = from;
            this.ends = ends;
        }

        @Override
        public void confirm(Duration patience) throws KssException {
            asked++;
            if (asked >= from) {
                throw new KssException(Reason.PEER_UNREACHABLE, "silent");
            }
            if (ends) {
                giving.close();
            }
        }

        @Override
        public void settle() throws KssException {
            if (!ends) {
                giving.settle();
            }
        }
    }

    private static Optional<RunState> state(TestHost host) throws Exception {
        return host.vm(VM).status().run();
    }

    /** As libvirt does when it misses how the copy of a disk ended. */
    @Test
    void moveThatWasGivenUpIsEndedUntilItIsOver() throws Exception {
        before(laptop, "move:copy " + VM, () -> {
            desktop.machine.keepsLeaving(VM, 2);
            throw new HypervisorException(HypervisorException.Reason.FAILED, "no room");
        });
        assertRefused(Reason.HYPERVISOR_UNAVAILABLE, () -> takeOver(desktop, laptop));
        laptop.machine.faults(FaultHook.NONE);
        assertThat(desktop.machine.connect().liveMoves().orElseThrow().isLeaving(VM))
                .isFalse();
        takeOver(desktop, laptop);
        assertThat(state(laptop)).contains(RunState.RUNNING);
    }

    @Test
    void moveOfSomebodyElseIsNotEnded() throws Exception {
        desktop.machine.keepsLeaving(VM, 1);
        assertRefused(Reason.BUSY, () -> takeOver(desktop, laptop));
        assertThat(desktop.machine.connect().liveMoves().orElseThrow().isLeaving(VM))
                .isTrue();
        assertThat(state(desktop)).contains(RunState.RUNNING);
    }
}
