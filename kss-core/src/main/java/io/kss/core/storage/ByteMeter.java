package io.kss.core.storage;

import java.io.IOException;

/** Is told of bytes that pass, and may hold them up or refuse them. Thread-safe. */
@FunctionalInterface
interface ByteMeter {

    /**
     * Bytes passed.
     *
     * @param count how many, at least 1
     */
    void passed(int count) throws IOException;
}
