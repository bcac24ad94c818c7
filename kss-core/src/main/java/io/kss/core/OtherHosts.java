package io.kss.core;

import io.kss.core.failure.KssException;
import io.kss.core.takeover.OtherHost;

/** How the user's other hosts are reached. */
@FunctionalInterface
public interface OtherHosts {

    /**
     * A host by the name that it has in the journal, which is what its settings call it.
     *
     * @throws KssException {@code WRONG_USAGE} if it is not known how it is reached
     */
    OtherHost named(String name) throws KssException;
}
