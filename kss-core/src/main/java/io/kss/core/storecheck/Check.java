package io.kss.core.storecheck;

import io.kss.spi.storage.StorageException;

/** One thing that kss relies on. */
interface Check {

    /** What it is about, in a word or two. */
    String subject();

    /**
     * Tries it out.
     *
     * @return what is fine, a whole sentence
     * @throws Flaw if it is not fine
     */
    String run(Probe probe) throws Flaw, StorageException, InterruptedException;
}
