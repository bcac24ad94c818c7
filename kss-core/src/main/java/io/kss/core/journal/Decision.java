package io.kss.core.journal;

import io.kss.core.failure.KssException;
import java.util.Optional;

/** What to write on a state. Asked again whenever another writer was faster, so it must not have effects of its own. */
@FunctionalInterface
public interface Decision {

    /**
     * The event to commit on this state, or empty if there is nothing to write.
     *
     * @throws KssException if the state does not allow what is wanted
     */
    Optional<Event> on(VmState state) throws KssException;
}
