package io.kss.storage.s3;

import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.TransientStorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;

/** Exactly so many bytes that a server sends. Not thread-safe. */
final class ObjectStream extends InputStream {

    private static final long CHEAPER_TO_READ_THAN_TO_RECONNECT = 64 << 10;

    private final S3Session session;
    private final ObjectKey key;
    private final ResponseInputStream<?> body;
    private long left;
    private boolean failed;
    private boolean closed;

    ObjectStream(S3Session session, ObjectKey key, ResponseInputStream<?> body, long length) {
        this.session = session;
        this.key = key;
        this.body = body;
        this.left = length;
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
            throw new StorageException(session.place() + ": this stream of " + key + " is closed");
        }
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int count = fill(target, offset, (int) Math.min(length, left));
        left -= count;
        return count;
    }

    private int fill(byte[] target, int offset, int length) throws StorageException {
        try {
            int count = body.read(target, offset, length);
            if (count < 0) {
                throw new TransientStorageException(
                        session.place() + ": the server ended " + key + " " + left + " bytes too early");
            }
            return count;
        } catch (IOException | SdkException e) {
            failed = true;
            throw session.explain("read " + key, e);
        }
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, left);
    }

    /** Ends the connection rather than reading much that nobody wants. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (failed || left > CHEAPER_TO_READ_THAN_TO_RECONNECT) {
            body.abort();
            return;
        }
        try {
            body.close();
        } catch (IOException | SdkException e) {
            body.abort();
        }
    }
}
