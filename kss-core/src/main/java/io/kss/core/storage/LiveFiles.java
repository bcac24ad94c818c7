package io.kss.core.storage;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The staging files that this process is writing. A process loses its lock on a file as soon as it closes any other
 * handle of that file, so a sweep must not even look into those of its own process.
 */
final class LiveFiles {

    // Static because the locks are the whole process's; names are random and never used twice.
    private static final Set<String> NAMES = ConcurrentHashMap.newKeySet();

    private LiveFiles() {}

    static void add(Path file) {
        NAMES.add(file.getFileName().toString());
    }

    static void remove(Path file) {
        NAMES.remove(file.getFileName().toString());
    }

    static boolean contains(Path file) {
        return NAMES.contains(file.getFileName().toString());
    }
}
