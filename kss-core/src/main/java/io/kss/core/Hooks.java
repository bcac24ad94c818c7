package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.workspace.BackgroundPush;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * For the hook of a hypervisor, and for the units that run when the host comes up and goes down: VMs that are started and
 * stopped by other tools than kss go by the same rules.
 */
public interface Hooks {

    /** The VMs that this host manages, by name. Asks neither the hypervisor nor the store. */
    List<String> managed() throws KssException;

    /**
     * Asked by the hypervisor's hook before a VM starts. Returns if it may, with the lease taken for it; a VM that kss
     * does not manage, or that a kss on this host starts right now, always may. Asks the hypervisor nothing if the library
     * was built on {@link io.kss.spi.hypervisor.HypervisorProvider#described}.
     *
     * @param patience how long the store, and work in the background that gives way, are waited for
     * @throws KssException if it may not
     */
    void admitStart(String vm, Duration patience) throws KssException;

    /**
     * Asked by the hypervisor's hook before a running VM comes here from another host.
     *
     * @throws KssException unless kss does not manage the VM, or a kss on this host brings it here right now
     */
    void admitIncoming(String vm) throws KssException;

    /**
     * After a run ended without kss: seals and sends what it left, and notes the outcome for {@link VmStatus}. Waits while
     * another kss works on the VM; gives way to a start of it.
     *
     * @return what came of it; empty if there was nothing to do
     * @throws KssException {@code INTERRUPTED}, and every failure that the same call may get over later
     */
    Optional<BackgroundPush> afterStop(String vm) throws KssException;

    /** After the host came up: goes on with what a run or a push left unfinished when it went down; as {@link #afterStop}. */
    Optional<BackgroundPush> goOn(String vm) throws KssException;

    /**
     * Before the host goes down: shuts a running VM down and seals it. Sending is {@link #goOn}'s.
     *
     * @return whether it ran
     */
    boolean bringDown(String vm) throws KssException;
}
