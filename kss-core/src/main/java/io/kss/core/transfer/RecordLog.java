package io.kss.core.transfer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * An append-only file of entries, each 4 bytes length, 4 bytes CRC-32C of what follows, then its bytes. Whatever comes
 * after the last whole entry is cut off when the file is opened. Thread-safe.
 */
final class RecordLog implements AutoCloseable {

    private static final int HEADER = 8;

    private final RandomAccessFile log;
    private final List<ByteBuffer> entries;

    RecordLog(Path file) throws IOException {
        byte[] content = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        ByteBuffer rest = ByteBuffer.wrap(content);
        entries = whole(rest);
        // Not a channel: an interrupt would close it, just when what is already stored has to be noted down.
        log = new RandomAccessFile(file.toFile(), "rw");
        log.setLength(rest.position());
        log.seek(rest.position());
    }

    /** The entries that were there when the file was opened. */
    List<ByteBuffer> entries() {
        return entries;
    }

    /** Adds an entry, durable on return. */
    synchronized void append(byte[] entry) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + entry.length);
        bytes.putInt(entry.length).putInt(checksum(entry)).put(entry);
        log.write(bytes.array());
        log.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    /** Leaves the buffer after the last whole entry. */
    private static List<ByteBuffer> whole(ByteBuffer content) {
        List<ByteBuffer> found = new ArrayList<>();
        while (content.remaining() >= HEADER) {
            int start = content.position();
            int length = content.getInt();
            int checksum = content.getInt();
            if (length < 1 || length > content.remaining()) {
                content.position(start);
                break;
            }
            byte[] entry = new byte[length];
            content.get(entry);
            if (checksum(entry) != checksum) {
                content.position(start);
                break;
            }
            found.add(ByteBuffer.wrap(entry).asReadOnlyBuffer());
        }
        return found;
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
