package io.kss.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs many worlds. A failure names its seed; {@code -Dkss.simulation.seed=N} runs that world alone. {@code
 * -Dkss.long=true} runs many more.
 */
@Tag("simulation")
class SimulationTest {

    private static final int STEPS = 250;

    @Test
    void nothingIsLostWhateverHappens() throws Exception {
        Long only = Long.getLong("kss.simulation.seed");
        if (only != null) {
            assertThat(new Simulation(only).run(STEPS).steps()).isPositive();
            return;
        }
        boolean isLong = Boolean.getBoolean("kss.long");
        int worlds = Integer.getInteger("kss.simulation.worlds", isLong ? 2000 : 30);
        long steps = 0;
        for (long seed = 1; seed <= worlds; seed++) {
            steps += new Simulation(seed).run(STEPS).steps();
        }
        if (isLong) {
            steps += worldsThatNobodyHasSeen(worlds / 10);
        }
        System.out.println("the simulation took " + steps + " steps");
        assertThat(steps).isGreaterThan(100L * worlds);
    }

    private static long worldsThatNobodyHasSeen(int worlds) throws Exception {
        long first = new SecureRandom().nextInt(1_000_000_000) + 1_000_000L;
        System.out.println("the simulation's fresh seeds begin at " + first);
        long steps = 0;
        for (long seed = first; seed < first + worlds; seed++) {
            steps += new Simulation(seed).run(STEPS).steps();
        }
        return steps;
    }
}
