package io.kss.core.chunk;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Local copies of objects that never change once stored: of the index, and of manifests. Thread-safe. A cache never
 * fails: what it can't keep, it forgets; what it returns is checked by its reader.
 */
public interface IndexCache {

    /** The bytes of an object, as they are in the store. */
    Optional<byte[]> read(String name);

    void write(String name, byte[] stored);

    /** Forgets all other objects. */
    void retain(Set<String> names);

    /** Keeps nothing. */
    static IndexCache none() {
        return new NoIndexCache();
    }

    /** Keeps one file for each object in a folder of its own, created when needed. */
    static IndexCache directory(Path folder) {
        return new DirectoryIndexCache(folder);
    }
}
