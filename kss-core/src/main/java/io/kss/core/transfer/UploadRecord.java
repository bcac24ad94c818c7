package io.kss.core.transfer;

import io.kss.core.chunk.PackTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Remembers which packs an upload has stored, so that one that was interrupted sends nothing twice. Thread-safe. */
public interface UploadRecord extends AutoCloseable {

    /** Remembers nothing. */
    UploadRecord NONE = new UploadRecord() {
        @Override
        public List<PackTable> packs() {
            return List.of();
        }

        @Override
        public void stored(PackTable pack) {}
    };

    /** The packs that earlier attempts stored, as far as is known. */
    List<PackTable> packs();

    /** A pack is durable in the store. Remembers it durably. */
    void stored(PackTable pack) throws IOException;

    /** Ends the use of the record; what it remembers stays. */
    @Override
    default void close() throws IOException {}

    /**
     * A record in a file of its own, created when needed; to be closed. A record that was torn by a crash loses its
     * last entries only; one that is damaged otherwise counts as shorter.
     */
    static FileUploadRecord file(Path file) throws IOException {
        return new FileUploadRecord(file);
    }
}
