package io.kss.core.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;

/** Remembers which regions of a layer being filled are durably there. Thread-safe. */
public interface DownloadRecord extends AutoCloseable {

    /** Remembers nothing. */
    DownloadRecord NONE = new DownloadRecord() {
        @Override
        public BitSet regions() {
            return new BitSet();
        }

        @Override
        public void flushed(BitSet regions) {}
    };

    /** The indexes of the regions that are there; a copy. */
    BitSet regions();

    /** More regions are durable in the layer. Remembers them durably. */
    void flushed(BitSet regions) throws IOException;

    /** Ends the use of the record; what it remembers stays. */
    @Override
    default void close() throws IOException {}

    /**
     * A record in a file of its own, created when needed; to be closed. A record that was torn by a crash loses its
     * last entries only.
     *
     * @param purpose says which state is fetched into which layer; a file that was written for another purpose is
     *     started anew
     */
    static FileDownloadRecord file(Path file, String purpose) throws IOException {
        return new FileDownloadRecord(file, purpose);
    }
}
