package io.kss.core.workspace;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A folder of small files that survive crashes: a write replaces the whole file, durably and at once, or not at all.
 * Names are relative, with slashes. Thread-safe.
 */
public interface StateFolder {

    /** A file's content, or empty if there is none. */
    Optional<byte[]> read(String name) throws IOException;

    /** Replaces a file; folders on the way are created. */
    void write(String name, byte[] content) throws IOException;

    /** Deletes a file. One that is not there is no error. */
    void delete(String name) throws IOException;

    /** The names of the files and folders in a folder, sorted; empty if there is none. */
    List<String> list(String folder) throws IOException;

    /**
     * Takes a lock that no other process or thread has until the result is closed or this process ends.
     *
     * @return empty if somebody has it
     */
    Optional<Lock> tryLock(String name) throws IOException;

    /** Closing it gives the lock back. */
    interface Lock extends AutoCloseable {
        @Override
        void close();
    }
}
