package io.kss.core.simulation;

/** The simulation, for whoever has a store of another kind to run it on. */
public final class SimulatedWorld {

    private SimulatedWorld() {}

    /**
     * Lives through a world that follows from its seed and checks every promise all the way.
     *
     * @return how many steps were taken
     * @throws AssertionError if a promise was broken; it tells the seed and every step
     */
    public static int live(long seed, int steps, SimulatedStore store) throws Exception {
        return new Simulation(seed, store).run(steps).steps();
    }
}
