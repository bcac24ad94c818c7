package io.kss.storage.smb;

import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exactly so many bytes of a file from an offset, of which the next are always on their way. Not thread-safe. */
final class RangeStream extends InputStream {

    private static final Logger LOG = LoggerFactory.getLogger(RangeStream.class);

    private final Workers workers;
    private final OpenedObject object;
    private final SmbErrors errors;
    private final String doing;
    private final Queue<CompletableFuture<byte[]>> coming = new ArrayDeque<>();
    private final long end;
    private long requested;
    private byte[] current = {};
    private int position;
    private boolean closed;

    RangeStream(Workers workers, OpenedObject object, long offset, long length, SmbErrors errors, String doing) {
        this.workers = workers;
        this.object = object;
        this.errors = errors;
        this.doing = doing;
        this.requested = offset;
        this.end = offset + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (closed) {
            throw new StorageException(errors.store() + ": this stream is closed");
        }
        if (length == 0) {
            return 0;
        }
        if (position == current.length && !advance()) {
            return -1;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean advance() throws IOException {
        try {
            while (requested < end && coming.size() < StagedFile.AT_ONCE) {
                long from = requested;
                int count = (int) Math.min(RemoteFile.LARGEST_READ, end - requested);
                coming.add(workers.start(() -> readFully(from, count)));
                requested += count;
            }
            if (coming.isEmpty()) {
                return false;
            }
            current = Workers.join(coming.element());
            coming.remove();
            position = 0;
            return true;
        } catch (IOException e) {
            throw errors.explain(doing, e);
        }
    }

    private byte[] readFully(long from, int count) throws IOException {
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            int read = object.file().read(from + done, bytes, done, count - done);
            if (read <= 0) {
                throw new StoreCorruptException(errors.store() + ": can't " + doing + ": it ends at byte "
                        + (from + done) + ", before the bytes that were asked for");
            }
            done += read;
        }
        return bytes;
    }

    @Override
    public int available() {
        return current.length - position;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Workers.join(workers.after(
                    CompletableFuture.allOf(coming.toArray(CompletableFuture<?>[]::new)), object::release));
        } catch (IOException e) {
            // Interrupted: it goes on without us.
            LOG.debug("not waiting for the end of a read", e);
        }
    }
}
