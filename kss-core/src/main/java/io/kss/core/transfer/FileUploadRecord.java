package io.kss.core.transfer;

import io.kss.core.chunk.PackTable;
import io.kss.core.failure.KssException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Remembers packs in a file. Delete the file when the upload's snapshot is published or given up. */
public final class FileUploadRecord implements UploadRecord {

    private final RecordLog log;
    private final List<PackTable> packs = new ArrayList<>();

    FileUploadRecord(Path file) throws IOException {
        log = new RecordLog(file);
        for (ByteBuffer entry : log.entries()) {
            byte[] bytes = new byte[entry.remaining()];
            entry.get(bytes);
            try {
                packs.addAll(PackTable.decode(bytes, file.toString()));
            } catch (KssException e) {
                // Written by another version: what it knew is merely sent again.
                break;
            }
        }
    }

    @Override
    public synchronized List<PackTable> packs() {
        return List.copyOf(packs);
    }

    @Override
    public synchronized void stored(PackTable pack) throws IOException {
        log.append(pack.encode());
        packs.add(pack);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
