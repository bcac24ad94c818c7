package io.kss.cli.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.kss.core.simulation.SimulatedWorld;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Simulated hosts on a real server, whose connections are cut at random. A failure names its seed; {@code
 * -Dkss.simulation.seed=N} lives that world again, but for the moments of the cuts.
 */
class ServedSimulationIT {

    private static final int WORLDS = Boolean.getBoolean("kss.long") ? 30 : 1;
    private static final int STEPS = 120;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void nothingIsLostOnARealServer(NasType type) throws Exception {
        int steps = 0;
        try (Nas nas = type.start(folder)) {
            long first = Long.getLong("kss.simulation.seed", 1L);
            for (long seed = first; seed < first + WORLDS; seed++) {
                try (ServedStore store = new ServedStore(nas, "world" + seed, seed)) {
                    steps += SimulatedWorld.live(seed, STEPS, store);
                }
            }
            System.out.println(type + ": " + steps + " steps, " + nas.proxy().cuts() + " connections were cut");
            assertThat(nas.proxy().cuts()).isPositive();
        }
        assertThat(steps).isGreaterThan(WORLDS * STEPS / 2);
    }
}
