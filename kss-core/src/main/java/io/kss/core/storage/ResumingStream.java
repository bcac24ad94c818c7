package io.kss.core.storage;

import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A read that goes on where it broke off. The attempts of the policy count anew after each byte that arrived. Objects that
 * are ever replaced are small enough to come in one piece; all others never change, so the pieces fit together.
 */
final class ResumingStream extends InputStream {

    private final ObjectKey key;
    private final ByteRange range;
    private final RetryingBackend store;
    private @Nullable InputStream current;
    private long done;
    private int failures;

    /** Opens the range at once, so that a missing object shows here. */
    ResumingStream(ObjectKey key, ByteRange range, RetryingBackend store) throws StorageException {
        this.key = key;
        this.range = range;
        this.store = store;
        this.current = store.open(key, range);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        while (true) {
            try {
                int count = stream().read(target, offset, length);
                if (count > 0) {
                    done += count;
                    failures = 0;
                }
                return count;
            } catch (TransientStorageException e) {
                closeCurrent();
                store.pauseAfter(++failures, "read of " + key, e);
            }
        }
    }

    private InputStream stream() throws StorageException {
        InputStream open = current;
        if (open == null) {
            long left = range.toEnd() ? ByteRange.TO_END : range.length() - done;
            open = store.open(key, new ByteRange(range.offset() + done, left));
            current = open;
        }
        return open;
    }

    private void closeCurrent() throws IOException {
        InputStream open = current;
        current = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() throws IOException {
        closeCurrent();
    }
}
