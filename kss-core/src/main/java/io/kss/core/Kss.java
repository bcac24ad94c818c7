package io.kss.core;

import io.kss.core.failure.KssException;
import java.util.List;
import java.util.Optional;

/**
 * A host with its hypervisor, and the repository on its store. Thread-safe; work on one VM
 * is done by one caller at a time on the whole host, everybody else gets {@code BUSY}. Work can be interrupted by
 * interrupting the calling thread ({@code INTERRUPTED}); doing the same again goes on where it stopped.
 */
public interface Kss extends AutoCloseable {

    /**
     * Creates the repository on the store.
     *
     * @return its identity
     * @throws KssException {@code REPOSITORY_EXISTS}, {@code STORE_UNFIT} if the store lacks what safety rests on,
     *     {@code STORE_UNAVAILABLE}, {@code STORE_DENIED}
     */
    String initRepository() throws KssException;

    /**
     * Shows on the store itself what it can do: everything that safety rests on, and how fast it is. Needs no repository,
     * and harms none: it makes objects below {@code probe/} only, and deletes them again, also when it is interrupted.
     * Takes half a minute, and stores up to a gigabyte meanwhile.
     *
     * @throws KssException {@code STORE_UNAVAILABLE}, {@code STORE_DENIED}, {@code NO_ROOM_ON_STORE}
     */
    StoreReport checkStore() throws KssException;

    /** Every VM that the hypervisor or the repository knows, by name. Without the store, those of this host. */
    List<VirtualMachine> virtualMachines() throws KssException;

    /** A VM by name; it need not exist. */
    VirtualMachine virtualMachine(String name);

    /**
     * Checks the repository: journals, manifests, and that every pack is there in full length; deep also reads every
     * pack and compares every chunk with its hash. Damaged chunks are remembered in the repository, so that pushes send
     * them again.
     *
     * @param vm only what this VM needs, or empty for everything
     */
    VerifyReport verify(Optional<String> vm, boolean deep) throws KssException;

    /** Frees what no snapshot needs any more. Safe beside pushes of other hosts. */
    GcReport collectGarbage(boolean dryRun) throws KssException;

    /**
     * Looks at everything on this host that kss rests on, and explains what does not fit together. Works without the
     * store. Changes nothing, but creates a missing images folder.
     */
    List<Finding> examine() throws KssException;

    /** The rules for VMs that are started and stopped by other tools. */
    Hooks hooks();

    /** Closes what was opened through the builder's connectors. The hypervisor remains its owner's. */
    @Override
    void close();
}
