package io.kss.storage.smb;

import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.SourceStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that is being written and may become an object. Several requests are under way at once, since each has to
 * wait for its answer. Closing removes its temporary name. For one thread, but for {@link #give}.
 */
final class StagedFile implements AutoCloseable, Workers.Releasable {

    private static final Logger LOG = LoggerFactory.getLogger(StagedFile.class);

    /** How many requests of one object are under way. */
    static final int AT_ONCE = 4;

    private final Workers workers;
    private final RemoteFile file;
    private final Exclusion exclusion;
    /** Each yields its buffer when that is free again. */
    private final Queue<CompletableFuture<byte[]>> pending = new ArrayDeque<>();

    private CompletableFuture<?> naming = CompletableFuture.completedFuture(true);

    private volatile boolean asked;
    private volatile boolean moved;

    StagedFile(Workers workers, RemoteFile file, Exclusion exclusion) {
        this.workers = workers;
        this.file = file;
        this.exclusion = exclusion;
    }

    Connection connection() {
        return file.connection();
    }

    /** Writes the whole source, down to the disk. */
    void write(SourceStream source, long length) throws IOException {
        long position = 0;
        for (; ; ) {
            byte[] buffer = buffer(length - position);
            int count = source.readNBytes(buffer, 0, buffer.length);
            if (count == 0) {
                break;
            }
            long offset = position;
            pending.add(workers.start(() -> writeFully(offset, buffer, count)));
            position += count;
        }
        while (!pending.isEmpty()) {
            Workers.join(pending.remove());
        }
        workers.run(() -> {
            file.flush();
            return true;
        });
    }

    /** A buffer that no request uses; one byte longer than what is missing, so that the end is met. */
    private byte[] buffer(long missing) throws IOException {
        if (pending.size() < AT_ONCE) {
            return new byte[(int) Math.min(RemoteFile.LARGEST_WRITE, missing + 1)];
        }
        return Workers.join(pending.remove());
    }

    private byte[] writeFully(long offset, byte[] buffer, int count) throws IOException {
        int done = 0;
        while (done < count) {
            int written = file.write(offset + done, buffer, done, count - done);
            if (written <= 0) {
                throw new IOException("the server wrote nothing");
            }
            done += written;
        }
        return buffer;
    }

    /** Gives the file the name of an object; blocks, to be called from a worker. */
    void give(String path, String lock, PutCondition condition) throws IOException {
        asked = false;
        if (condition == PutCondition.IF_ABSENT) {
            exclusion.give(file, path, lock, () -> asked = true);
            moved = !exclusion.keepsOldName();
        } else {
            asked = true;
            file.rename(path, true);
            moved = true;
        }
    }

    /**
     * Runs what gives the file its name, on a worker. Whoever leaves early leaves that to its end: to remove the
     * temporary name meanwhile could hit the object.
     */
    void name(Callable<Boolean> giving) throws IOException {
        CompletableFuture<Boolean> started = workers.start(giving);
        naming = started;
        Workers.join(started);
    }

    /** Whether the server was asked to give the file its name, so that it has it unless it answered otherwise. */
    boolean asked() {
        return asked;
    }

    @Override
    public void close() {
        CompletableFuture<?> written = CompletableFuture.allOf(pending.toArray(CompletableFuture<?>[]::new));
        try {
            Workers.join(workers.after(CompletableFuture.allOf(written, naming), this::release));
        } catch (IOException e) {
            // Interrupted: it goes on without us.
            LOG.debug("not waiting for the end of a staging file", e);
        }
    }

    @Override
    public void release() {
        try (file) {
            if (!moved) {
                file.deleteOnClose();
            }
        } catch (IOException e) {
            // What became of the put does not depend on it, and a sweep will find it.
            LOG.debug("can't remove a staging file", e);
        } finally {
            file.connection().release();
        }
    }
}
