package io.kss.core.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Iterator;

/**
 * Remembers regions in a file: an entry with the purpose, then entries of runs, each a first region and the one behind
 * the last. Delete the file together with the layer, or when the layer is complete.
 */
public final class FileDownloadRecord implements DownloadRecord {

    private final RecordLog log;
    private final BitSet regions = new BitSet();

    FileDownloadRecord(Path file, String purpose) throws IOException {
        byte[] mark = purpose.getBytes(StandardCharsets.UTF_8);
        RecordLog found = new RecordLog(file);
        Iterator<ByteBuffer> entries = found.entries().iterator();
        if (entries.hasNext() && entries.next().equals(ByteBuffer.wrap(mark))) {
            entries.forEachRemaining(this::add);
        } else {
            found.close();
            Files.deleteIfExists(file);
            found = new RecordLog(file);
            found.append(mark);
        }
        log = found;
    }

    @Override
    public synchronized BitSet regions() {
        return (BitSet) regions.clone();
    }

    @Override
    public synchronized void flushed(BitSet more) throws IOException {
        if (more.isEmpty()) {
            return;
        }
        ByteBuffer runs = ByteBuffer.allocate(more.cardinality() * 2 * Integer.BYTES);
        for (int first = more.nextSetBit(0); first >= 0; ) {
            int behind = more.nextClearBit(first);
            runs.putInt(first).putInt(behind);
            first = more.nextSetBit(behind);
        }
        byte[] entry = new byte[runs.position()];
        runs.flip().get(entry);
        log.append(entry);
        regions.or(more);
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    private void add(ByteBuffer runs) {
        while (runs.remaining() >= 2 * Integer.BYTES) {
            int first = runs.getInt();
            regions.set(first, Math.max(first, runs.getInt()));
        }
    }
}
