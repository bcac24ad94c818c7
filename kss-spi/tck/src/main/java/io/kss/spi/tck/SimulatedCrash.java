package io.kss.spi.tck;

/**
 * The process died here. An {@link Error}, so that no code under test takes it for a failure it can handle. After it
 * was thrown, the simulated world refuses to do anything more for the process that died.
 */
public final class SimulatedCrash extends Error {

    private static final long serialVersionUID = 1;

    /**
     * @param where the operation during which the process died
     */
    public SimulatedCrash(String where) {
        super("simulated crash at " + where);
    }
}
