package io.kss.core.storage;

import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;

/** A process that never gets to the end of a put. */
final class StuckWriter {

    private StuckWriter() {}

    /** Argument: the store's folder. Prints a line when it is in the middle of the put of {@code stuck/object}. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true);
        InputStream stuck = new InputStream() {
            @Override
            public int read() throws IOException {
                return read(new byte[1], 0, 1);
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                out.println("stuck");
                return System.in.read();
            }
        };
        try (StorageBackend store = DirectoryBackend.open(Path.of(arguments[0]))) {
            ObjectSource source = new ObjectSource() {
                @Override
                public long length() {
                    return 1_000_001;
                }

                @Override
                public InputStream open() {
                    return new SequenceInputStream(new ByteArrayInputStream(new byte[1_000_000]), stuck);
                }
            };
            store.put(new ObjectKey("stuck/object"), source, PutCondition.IF_ABSENT);
        }
    }
}
