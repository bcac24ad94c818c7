package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.progress.Progress;
import io.kss.spi.hypervisor.RunState;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A VM that moves while it runs to a host whose disk is full, or fills up. */
class TakeoverRoomTest extends TakeoverHosts {

    @Test
    void nothingArrivesWhereThereIsNoRoomForWhatItWrites() throws Exception {
        laptop.vm(VM).pull(Optional.empty());
        laptop.machine.files().roomLeft(50 << 20);

        assertRefused(Reason.NO_ROOM_LOCALLY, () -> takeOver(desktop, laptop));
        assertRunsOnlyOn(desktop, laptop);
        laptop.machine.files().roomLeft(100 << 20);
        takeOver(desktop, laptop);
        assertRunsOnlyOn(laptop, desktop);
    }

    @Test
    void diskThatIsFilledUpWhileMemoryCrossesEndsTheTakeover() throws Exception {
        laptop.progress(step -> {
            if (step.step() == Progress.Step.MOVING) {
                laptop.machine.files().roomLeft(0);
            }
        });

        assertRefused(Reason.NO_ROOM_LOCALLY, () -> takeOver(desktop, laptop));
        assertRunsOnlyOn(desktop, laptop);
    }

    @Test
    void guestThatFoundNoRoomWhereItArrivedGoesOnWhenThereIsSome() throws Exception {
        takeOver(desktop, laptop);
        laptop.machine.findsNoRoom(VM);

        assertRefused(Reason.NO_ROOM_LOCALLY, () -> laptop.vm(VM).goOn());
        assertThat(laptop.vm(VM).status().obstacles())
                .singleElement()
                .asString()
                .contains("virsh resume " + VM);
        assertRefused(Reason.NO_ROOM_LOCALLY, () -> laptop.vm(VM).start(StartOptions.DEFAULT));
        laptop.machine.files().roomLeft(100 << 20);
        assertThat(laptop.vm(VM).goOn()).isTrue();
        assertRunsOnlyOn(laptop, desktop);
        assertThat(laptop.vm(VM).goOn()).isFalse();
    }

    @Test
    void whatIsOffDoesNotGoOn() throws Exception {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> {
                    desktop.machine.virshDestroy(VM);
                    desktop.vm(VM).goOn();
                })
                .satisfies(refusal -> assertThat(refusal.waysOut()).containsExactly("kss start " + VM));
    }

    @Test
    void whatSomebodyPausedStaysPaused() throws Exception {
        takeOver(desktop, laptop);
        laptop.machine.virshSuspend(VM);

        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> laptop.vm(VM).goOn())
                .satisfies(refusal ->
                        assertThat(refusal.waysOut()).first().asString().contains("virsh resume " + VM));
    }

    @Test
    void guestThatFindsNoRoomIsNotAskedToShutDownNorOfferedToOthers() throws Exception {
        desktop.machine.findsNoRoom(VM);

        assertRefused(Reason.NO_ROOM_LOCALLY, () -> desktop.vm(VM).stop(StopOptions.DEFAULT));
        assertThat(desktop.vm(VM).status().run()).contains(RunState.HELD);
        assertThat(desktop.vm(VM).status().next()).singleElement().asString().contains("virsh resume " + VM);
        assertRefused(Reason.NO_ROOM_LOCALLY, () -> takeOver(desktop, laptop));
        desktop.machine.files().roomLeft(100 << 20);
        assertThat(desktop.vm(VM).goOn()).isTrue();
        takeOver(desktop, laptop);
        assertRunsOnlyOn(laptop, desktop);
    }
}
