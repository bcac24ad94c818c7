package io.kss.spi.tck.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a caller is told when something can't be done. */
final class Refusal {

    private Refusal() {}

    /** Fails unless the call is refused for one of the reasons (any, if none is given) with a message that says something. */
    static void of(ThrowingCallable call, Reason... reasons) {
        assertThatThrownBy(call).isInstanceOfSatisfying(HypervisorException.class, refusal -> {
            assertThat(refusal).hasMessageMatching("(?s).*\\w+.*");
            assertThat(refusal.reason()).isIn(Arrays.asList(reasons.length == 0 ? Reason.values() : reasons));
        });
    }
}
