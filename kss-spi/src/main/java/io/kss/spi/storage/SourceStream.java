package io.kss.spi.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A source as a backend should read it: exactly the announced bytes, or a {@link StorageException} that says that the
 * source, not the store, is to blame. An excess is noticed before the last announced byte is handed out, so a client
 * library that stops reading there can't miss it. Not thread-safe, apart from {@link #failure}.
 */
public final class SourceStream extends InputStream {

    private final InputStream source;
    private final long length;
    private long position;
    private volatile @Nullable StorageException failure;

    private SourceStream(InputStream source, long length) {
        this.source = source;
        this.length = length;
    }

    /**
     * Opens a source at its first byte.
     *
     * @throws StorageException if the source can't be opened
     */
    public static SourceStream open(ObjectSource source) throws StorageException {
        try {
            return new SourceStream(source.open(), source.length());
        } catch (IOException e) {
            throw explain(e);
        }
    }

    /** Why the source failed, for backends whose client library wraps or swallows what a stream throws. */
    public Optional<StorageException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public int read() throws StorageException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws StorageException {
        Objects.checkFromIndexSize(offset, count, target.length);
        StorageException earlier = failure;
        if (earlier != null) {
            throw earlier;
        }
        try {
            return readChecked(target, offset, count);
        } catch (IOException e) {
            StorageException explained = explain(e);
            failure = explained;
            throw explained;
        }
    }

    private int readChecked(byte[] target, int offset, int count) throws IOException {
        int wanted = (int) Math.min(count, length - position);
        if (wanted > 0) {
            int read = source.read(target, offset, wanted);
            if (read < 0) {
                throw new IOException("it announced " + length + " bytes and ended after " + position);
            }
            position += read;
            wanted = read;
        }
        if (position == length && source.read() >= 0) {
            throw new IOException("it announced " + length + " bytes and yields more");
        }
        return wanted == 0 && count > 0 ? -1 : wanted;
    }

    @Override
    public void close() throws StorageException {
        try {
            source.close();
        } catch (IOException e) {
            throw explain(e);
        }
    }

    private static StorageException explain(IOException e) {
        if (e instanceof ClosedByInterruptException || e instanceof InterruptedIOException) {
            Thread.currentThread().interrupt();
            return new TransientStorageException("interrupted while reading what was to be stored", e);
        }
        return new StorageException("what was to be stored can't be read: " + e.getMessage(), e);
    }
}
