package io.kss.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.RunState;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A daemon that does not answer is an error, not a wait without end. */
class HungDaemonIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void daemonThatStopsAnsweringIsUnavailable() throws Exception {
        PrivateLibvirt libvirt = PrivateLibvirt.start();
        try {
            TestDomain.define(libvirt, "vm");
            try (Hypervisor hypervisor = libvirt.connect()) {
                libvirt.freeze(true);
                assertUnavailable(() -> hypervisor.state("vm"));
                assertUnavailable(() -> libvirt.connect().close());
                libvirt.freeze(false);
                assertThat(hypervisor.state("vm")).isEqualTo(RunState.OFF);
                libvirt.restart();
                assertThat(hypervisor.state("vm")).isEqualTo(RunState.OFF);
                libvirt.close();
                assertUnavailable(() -> hypervisor.state("vm"));
            }
        } finally {
            libvirt.closeAndDelete();
        }
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertTimeoutPreemptively(
                PATIENCE,
                () -> assertThatThrownBy(call)
                        .isInstanceOfSatisfying(
                                HypervisorException.class,
                                e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(Reason.UNAVAILABLE)));
    }
}
