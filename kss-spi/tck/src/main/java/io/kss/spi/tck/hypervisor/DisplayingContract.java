package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kss.spi.hypervisor.Display;
import io.kss.spi.hypervisor.Displays;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where a running domain's screen can be seen is told, here and of another host alike. */
abstract class DisplayingContract extends HypervisorGroup {

    DisplayingContract(HypervisorContract contract) {
        super(contract);
    }

    @Test
    void displayOfARunningDomainIsToldWithThePortThatWasChosen() throws Exception {
        assumeTrue(contract.addDisplay(name), "this domain can't be given a display");
        start();

        assertThat(displays().of(name)).singleElement().satisfies(display -> {
            assertThat(display.protocol()).isEqualTo(Display.Protocol.VNC);
            assertThat(display.password()).isFalse();
            assertThat(display.plain().orElseThrow())
                    .isInstanceOfSatisfying(
                            Display.Port.class, port -> assertThat(port.port()).isBetween(1, 65535));
        });
    }

    @Test
    void anotherHostIsAskedLikeThisOne() throws Exception {
        assumeTrue(contract.addDisplay(name), "this domain can't be given a display");
        String address = address();
        Refusal.of(() -> displays().at(address, name), Reason.WRONG_STATE);
        start();

        assertThat(displays().at(address, name))
                .isNotEmpty()
                .isEqualTo(displays().of(name));
        Refusal.of(() -> displays().at(address, name + "-unknown"), Reason.NO_SUCH_DOMAIN);
    }

    @Test
    void runningDomainWithoutADisplayHasNone() throws Exception {
        Displays displays = displays();
        start();

        assertThat(displays.of(name)).isEmpty();
    }

    @Test
    void domainThatIsOffShowsNothing() throws Exception {
        Displays displays = displays();

        Refusal.of(() -> displays.of(name), Reason.WRONG_STATE);
        Refusal.of(() -> displays.of(name + "-unknown"), Reason.NO_SUCH_DOMAIN);
    }

    private Displays displays() throws Exception {
        Optional<Displays> displays = hypervisor().displays();
        assumeTrue(displays.isPresent(), "this hypervisor tells of no displays");
        return displays.orElseThrow();
    }

    private String address() throws Exception {
        Optional<String> address = contract.address();
        assumeTrue(address.isPresent(), "this hypervisor can't be reached as another host's");
        return address.orElseThrow();
    }
}
