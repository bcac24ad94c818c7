package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.tck.hypervisor.FaultHook;
import io.kss.spi.tck.storage.SimulatedCrash;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A VM that has arrived, of which the journal does not know that yet. */
class TakeoverUnwrittenTest extends TakeoverHosts {

    @Test
    void whatStoppedHereBeforeItsTakeoverCouldNoteMoreIsSent() throws Exception {
        before(laptop, "move:clear " + VM, () -> {
            laptop.machine.kssDied();
        });
        assertThatThrownBy(() -> takeOver(desktop, laptop)).isInstanceOf(SimulatedCrash.class);
        laptop.machine.faults(FaultHook.NONE);
        laptop.close();
        laptop.write(VM, "vda", 0, 10, 7);
        byte[] written = laptop.content(VM, "vda");
        laptop.machine.virshDestroy(VM);

        assertThat(laptop.kss().hooks().afterStop(VM)).isPresent();
        desktop.vm(VM).pull(Optional.empty());
        assertThat(desktop.content(VM, "vda")).isEqualTo(written);
    }

    @Test
    void storeThatIsLostAfterTheSwitchIsToldThatItMovedWhenItIsBack() throws Exception {
        before(laptop, "move:clear " + VM, () -> {
            laptop.storeAway(true);
        });
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(() -> takeOver(desktop, laptop))
                .withMessageContaining("runs here now")
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.STORE_UNAVAILABLE));
        laptop.machine.faults(FaultHook.NONE);
        assertRunsOnlyOn(laptop, desktop);
        assertThat(desktop.vm(VM).status().leaseIsOurs()).isTrue();
        laptop.storeAway(false);
        takeOver(desktop, laptop);
        assertRunsOnlyOn(laptop, desktop);
        assertThat(laptop.vm(VM).status().leaseIsOurs()).isTrue();
    }

    @Test
    void whatArrivedWhenTheStoreWasLostIsUsedWithoutItAndSentWhenItIsBack() throws Exception {
        before(laptop, "move:clear " + VM, () -> {
            laptop.storeAway(true);
        });
        assertRefused(Reason.STORE_UNAVAILABLE, () -> takeOver(desktop, laptop));
        laptop.machine.faults(FaultHook.NONE);
        laptop.write(VM, "vda", 0, 10, 7);
        assertRefused(Reason.STORE_UNAVAILABLE, () -> laptop.vm(VM).snapshot());
        assertRefused(Reason.SEALED_NOT_SENT, () -> laptop.vm(VM).stop(StopOptions.DEFAULT));
        assertThat(laptop.vm(VM).status().run()).contains(RunState.OFF);
        laptop.vm(VM).start(new StartOptions(true, false, false));
        laptop.write(VM, "vda", 500, 10, 8);
        byte[] written = laptop.content(VM, "vda");
        assertRefused(Reason.SEALED_NOT_SENT, () -> laptop.vm(VM).stop(StopOptions.DEFAULT));

        laptop.storeAway(false);
        laptop.vm(VM).push();
        assertThat(laptop.vm(VM).branches()).isEmpty();
        desktop.vm(VM).start(StartOptions.DEFAULT);
        assertThat(desktop.content(VM, "vda")).isEqualTo(written);
    }
}
