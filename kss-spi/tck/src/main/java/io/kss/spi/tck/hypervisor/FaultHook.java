package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.HypervisorException;

/**
 * Is called around the effect of every step of a {@link MemoryHypervisor}, on the thread that takes the step. It may
 * do anything to the {@link MemoryHost} (which is how other tools get in between), throw a
 * {@link io.kss.spi.tck.storage.SimulatedCrash}, or throw what the step shall fail with: before it, as if it had never
 * happened; after it, as if the answer had been lost.
 *
 * <p>Operations are named after the SPI's methods ({@code seal}, {@code rename}, {@code layer.flush}); a step within one
 * follows after a colon ({@code seal:overlay}, {@code seal:live}, {@code seal:persistent}); what it acts on follows after
 * a blank ({@code rename /images/a.qcow2}).
 */
public interface FaultHook {

    /** A hook that does nothing. */
    FaultHook NONE = new FaultHook() {};

    /**
     * Nothing of the step has happened.
     *
     * @throws HypervisorException what the step shall fail with
     */
    default void before(String operation) throws HypervisorException {}

    /**
     * The step has happened, but its caller has not been told.
     *
     * @throws HypervisorException what the step shall fail with
     */
    default void after(String operation) throws HypervisorException {}
}
