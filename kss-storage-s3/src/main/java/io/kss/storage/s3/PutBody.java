package io.kss.storage.s3;

import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.SourceStream;
import io.kss.spi.storage.StorageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * The source of one put on its way to the server. It tells what the SDK does not: whether the source failed, and whether
 * the server can have got every byte.
 */
final class PutBody {

    private static final String TYPE = "application/octet-stream";

    private final ObjectSource source;
    private volatile @Nullable StorageException unopened;
    private volatile @Nullable SourceStream stream;
    private volatile boolean complete;

    PutBody(ObjectSource source) {
        this.source = source;
    }

    RequestBody request() {
        return RequestBody.fromContentProvider(this::open, source.length(), TYPE);
    }

    private Counted open() {
        complete = source.length() == 0;
        try {
            SourceStream opened = SourceStream.open(source);
            stream = opened;
            return new Counted(opened);
        } catch (StorageException e) {
            unopened = e;
            throw new UncheckedIOException(e);
        }
    }

    /** Why the source failed. */
    Optional<StorageException> failure() {
        SourceStream opened = stream;
        return unopened != null || opened == null ? Optional.ofNullable(unopened) : opened.failure();
    }

    /** Whether the last byte was handed out. */
    boolean complete() {
        return complete;
    }

    private final class Counted extends FilterInputStream {

        private long left = source.length();

        Counted(SourceStream source) {
            super(source);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = in.read(target, offset, length);
            left -= Math.max(0, count);
            if (left == 0) {
                complete = true;
            }
            return count;
        }
    }
}
