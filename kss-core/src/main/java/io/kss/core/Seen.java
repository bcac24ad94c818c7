package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.journal.VmState;
import io.kss.core.operation.Inspection;
import io.kss.core.operation.VmSession;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.util.Optional;

/**
 * What could be seen of a VM's journal.
 *
 * @param state the journal, or empty if the repository does not have the VM, or can't be asked
 * @param problem why it can't be asked
 */
record Seen(Optional<VmState> state, Optional<String> problem) {

    /** Looks, and takes a store that is away for an answer. */
    static Seen look(StoreLink store, VmSession session) throws KssException, IOException {
        try {
            return new Seen(new Inspection(session).repositoryState(store.open()), Optional.empty());
        } catch (StorageException e) {
            KssException told = store.explain(e);
            if (told.reason() != Reason.STORE_UNAVAILABLE && told.reason() != Reason.STORE_DENIED) {
                throw told;
            }
            return new Seen(Optional.empty(), Optional.of(told.message()));
        }
    }
}
