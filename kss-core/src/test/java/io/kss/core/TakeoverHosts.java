package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.takeover.Giving;
import io.kss.core.takeover.OtherHost;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.RunState;
import io.kss.spi.tck.hypervisor.FaultHook;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;

/** Two hosts that reach each other; the VM runs on the desktop and has written something. */
abstract class TakeoverHosts extends TwoHosts {

    @BeforeEach
    void itRunsOnTheDesktop() throws Exception {
        desktop.machine.reaches(laptop.machine, true);
        laptop.machine.reaches(desktop.machine, true);
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.write(VM, "vda", 4096, 100_000, 1);
    }

    static void takeOver(TestHost from, TestHost to) throws Exception {
        takeOver(from, to, from.vm(VM).giveAway());
    }

    static void takeOver(TestHost from, TestHost to, Giving giving) throws Exception {
        try (giving) {
            TakeoverResult unused = to.vm(VM)
                    .takeOver(new OtherHost(from.name, from.name, Optional.empty()), giving, TakeoverOptions.DEFAULT);
        }
    }

    static boolean runs(TestHost host) throws Exception {
        return host.vm(VM).status().run().equals(Optional.of(RunState.RUNNING));
    }

    static void assertAtMostOneRuns(TestHost one, TestHost other) throws Exception {
        assertThat(runs(one) && runs(other)).isFalse();
    }

    static void assertRunsOnlyOn(TestHost here, TestHost there) throws Exception {
        assertThat(here.vm(VM).status().run()).contains(RunState.RUNNING);
        assertThat(there.vm(VM).status().run().orElse(RunState.OFF)).isEqualTo(RunState.OFF);
    }

    static void assertRefused(Reason reason, ThrowingCallable call) {
        assertThatExceptionOfType(KssException.class)
                .isThrownBy(call)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    /** Something happens right before a host's hypervisor takes a step, every time. */
    static void before(TestHost host, String step, Event event) {
        host.machine.faults(new FaultHook() {
            @Override
            public void before(String operation) throws HypervisorException {
                if (operation.equals(step)) {
                    event.happen();
                }
            }
        });
    }

    interface Event {
        void happen() throws HypervisorException;
    }
}
