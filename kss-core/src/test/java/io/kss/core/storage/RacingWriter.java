package io.kss.core.storage;

import io.kss.spi.storage.ObjectExistsException;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that creates numbered objects as fast as it can and prints the numbers it won. */
final class RacingWriter {

    private RacingWriter() {}

    /** Arguments: the store's folder, a name, how many numbers. Starts when it gets a byte on its standard input. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
        try (StorageBackend store = DirectoryBackend.open(Path.of(arguments[0]))) {
            byte[] name = arguments[1].getBytes(StandardCharsets.UTF_8);
            out.println("ready");
            if (System.in.read() < 0) {
                return;
            }
            for (int number = 0; number < Integer.parseInt(arguments[2]); number++) {
                if (wins(store, new ObjectKey("journal/%08d".formatted(number)), name)) {
                    out.println(number);
                }
            }
        }
    }

    private static boolean wins(StorageBackend store, ObjectKey key, byte[] name) throws StorageException {
        try {
            store.put(key, ObjectSource.of(name), PutCondition.IF_ABSENT);
            return true;
        } catch (ObjectExistsException lost) {
            return false;
        }
    }
}
