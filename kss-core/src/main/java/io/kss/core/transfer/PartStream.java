package io.kss.core.transfer;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkLocation;
import io.kss.core.chunk.StoredChunk;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.manifest.Part;
import io.kss.spi.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Iterator;
import java.util.Optional;

/** A part's bytes, one chunk in memory at a time. For one thread. */
final class PartStream extends InputStream {

    private final Part part;
    private final ChunkFinder finder;
    private final ChunkReader reader;
    private final TransferProgress progress;
    private final Iterator<ChunkId> chunks;
    private byte[] plain = new byte[0];
    private int at;
    private int end;
    private long left;

    PartStream(Part part, ChunkFinder finder, ChunkReader reader, TransferProgress progress) {
        this.part = part;
        this.finder = finder;
        this.reader = reader;
        this.progress = progress;
        this.chunks = part.chunks().iterator();
        this.left = part.size();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            if (at == end && !load()) {
                return -1;
            }
        } catch (KssException e) {
            throw new IOException(e.message(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
        int count = Math.min(length, end - at);
        System.arraycopy(plain, at, target, offset, count);
        at += count;
        return count;
    }

    /** Makes the next chunk the current one; false after the last. */
    boolean load() throws StorageException, KssException, InterruptedException {
        if (!chunks.hasNext()) {
            if (left != 0) {
                throw damaged(part, "lacks " + left + " bytes");
            }
            return false;
        }
        StoredChunk found = find(chunks.next()).stored();
        int length = found.plainLength();
        if (length > left) {
            throw damaged(part, "has more bytes than its manifest says");
        }
        plain = reader.plain();
        at = 0;
        end = length;
        left -= length;
        progress.transferred(found.length());
        progress.done(length);
        return true;
    }

    /** Takes what is left of the current chunk. */
    void moveTo(ByteArrayOutputStream target) {
        target.write(plain, at, end - at);
        at = end;
    }

    @Override
    public void close() {
        reader.close();
    }

    static KssException damaged(Part part, String problem) {
        return new KssException(
                Reason.DAMAGED,
                "The part '" + part.name() + "' of the snapshot " + problem + ".",
                "kss verify --deep tells what else is affected");
    }

    private ChunkLocation find(ChunkId chunk) throws StorageException, KssException, InterruptedException {
        Optional<ChunkLocation> expected = finder.expected(chunk);
        if (expected.isEmpty()) {
            return finder.elsewhere(chunk, null, reader);
        }
        ChunkLocation location = expected.get();
        try {
            ChunkFinder.readAt(location, reader);
            return location;
        } catch (KssException e) {
            return finder.elsewhere(chunk, ChunkFinder.damage(e), reader);
        }
    }
}
