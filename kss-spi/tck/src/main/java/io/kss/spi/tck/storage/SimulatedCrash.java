package io.kss.spi.tck.storage;

/**
 * The process ends here, as if killed: an error, so that no handler for exceptions takes it for a failure to deal with.
 * Code under test must not catch it.
 */
public final class SimulatedCrash extends Error {

    private static final long serialVersionUID = 1;

    /** @param where the operation at which the process ends */
    public SimulatedCrash(String where) {
        super("simulated crash: " + where);
    }
}
