package io.kss.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

/**
 * Runs many worlds. A failure names its seed; {@code -Dkss.simulation.seed=N} runs that world alone. {@code
 * -Dkss.long=true} runs many more.
 */
class SimulationTest {

    private static final int STEPS = 250;

    @Test
    void nothingIsLostWhateverHappens() throws Exception {
        Long only = Long.getLong("kss.simulation.seed");
        if (only != null) {
            assertThat(new Simulation(only).run(STEPS).steps()).isPositive();
            return;
        }
        int worlds = Integer.getInteger("kss.simulation.worlds", Boolean.getBoolean("kss.long") ? 2000 : 90);
        long steps = 0;
        for (long seed = 1; seed <= worlds; seed++) {
            steps += new Simulation(seed).run(STEPS).steps();
        }
        // A few worlds that nobody has seen yet.
        long fresh = new SecureRandom().nextInt(1_000_000_000) + 1_000_000L;
        System.out.println("the simulation's fresh seeds begin at " + fresh);
        for (long seed = fresh; seed < fresh + worlds / 10; seed++) {
            steps += new Simulation(seed).run(STEPS).steps();
        }
        System.out.println("the simulation took " + steps + " steps in " + (worlds + worlds / 10) + " worlds");
        assertThat(steps).isGreaterThan(100L * worlds);
    }
}
