package io.kss.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.takeover.ForwardingGiving;
import io.kss.core.takeover.Giving;
import io.kss.core.takeover.Load;
import io.kss.core.takeover.OtherHost;
import io.kss.spi.hypervisor.MoveObstacle;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The look ahead before a takeover, with hosts and store in memory and a link of this machine. */
class TakeoverCheckTest extends TakeoverHosts {

    private static final Optional<String> NOWHERE = Optional.empty();
    private static final Optional<String> LOOPBACK = Optional.of("127.0.0.1");

    @BeforeEach
    void someOfItWasSent() throws Exception {
        desktop.write(VM, "vda", 0, 300_000, 1);
        desktop.vm(VM).stop(StopOptions.DEFAULT);
        desktop.vm(VM).start(StartOptions.DEFAULT);
        desktop.write(VM, "vda", 500_000, 100_000, 2);
    }

    @Test
    void itTellsWhatWouldComeAndChangesNothing() throws Exception {
        TakeoverOutlook outlook = foresee(NOWHERE, OptionalLong.empty(), Duration.ZERO, true);
        assertThat(outlook.findings()).isEmpty();
        assertThat(outlook.memoryBytes()).isEqualTo(64 << 20);
        assertThat(outlook.fetchBytes()).isGreaterThanOrEqualTo(300_000);
        assertThat(outlook.layerBytes()).isGreaterThanOrEqualTo(100_000);
        assertThat(outlook.crossing()).isEmpty();
        assertThat(desktop.vm(VM).status().leaseIsOurs()).isTrue();
        assertThat(laptop.vm(VM).status().run()).isEmpty();
    }

    @Test
    void timeIsToldByTheLinkOrByWhatIsAllowedOfIt() throws Exception {
        assertThat(foresee(LOOPBACK, OptionalLong.empty(), Duration.ZERO, true).bytesPerSecond())
                .isPresent();
        TakeoverOutlook limited = foresee(LOOPBACK, OptionalLong.of(4096), Duration.ZERO, true);
        assertThat(limited.bytesPerSecond()).hasValue(4096);
        assertThat(limited.crossing()).contains(Duration.ofSeconds((64 << 20) / 4096));
    }

    @Test
    void hostThatDoesNotGetThroughBlocks() throws Exception {
        assertThat(foresee(LOOPBACK, OptionalLong.empty(), Duration.ZERO, false).findings())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.subject()).isEqualTo("link");
                    assertThat(found.blocking()).isTrue();
                    assertThat(found.remedy()).contains("49152");
                });
    }

    @Test
    void clockThatDiffersIsToldAndDoesNotBlock() throws Exception {
        for (Duration ahead : new Duration[] {Duration.ofDays(1), Duration.ofDays(-1)}) {
            TakeoverOutlook outlook = foresee(NOWHERE, OptionalLong.empty(), ahead, true);
            assertThat(outlook.findings()).singleElement().satisfies(found -> {
                assertThat(found.subject()).isEqualTo("clock");
                assertThat(found.blocking()).isFalse();
            });
            assertThat(outlook.clockAhead().abs()).isGreaterThan(Duration.ofHours(23));
        }
        assertThat(foresee(NOWHERE, OptionalLong.empty(), Duration.ZERO, true).findings())
                .noneMatch(MoveObstacle::blocking);
    }

    private TakeoverOutlook foresee(Optional<String> address, OptionalLong allowed, Duration ahead, boolean reaches)
            throws Exception {
        try (Giving giving = desktop.vm(VM).giveAway()) {
            return laptop.vm(VM)
                    .foreseeTakeover(
                            new OtherHost(desktop.name, desktop.name, address),
                            new Altered(giving, ahead, reaches),
                            allowed);
        }
    }

    private static final class Altered extends ForwardingGiving {

        private final Duration ahead;
        private final boolean reaches;

        Altered(Giving giving, Duration ahead, boolean reaches) {
            super(giving);
            this.ahead = ahead;
            this.reaches = reaches;
        }

        @Override
        public Load load() throws KssException {
            Load load = giving.load();
            return new Load(load.memoryBytes(), load.layerBytes(), load.clock().plus(ahead));
        }

        @Override
        public void sendTo(String address, int port, String key, long maxBytes, Duration maxTime) throws KssException {
            if (!reaches) {
                throw new KssException(Reason.PEER_UNREACHABLE, "no way");
            }
            giving.sendTo(address, port, key, maxBytes, maxTime);
        }
    }
}
