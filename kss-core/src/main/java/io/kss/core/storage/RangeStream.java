package io.kss.core.storage;

import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** Exactly so many bytes of a file from an offset. Not thread-safe. */
final class RangeStream extends InputStream {

    private static final int LARGEST_READ = 256 << 10;

    private final FileChannel channel;
    private final String object;
    private final DirectoryErrors errors;
    private long position;
    private long left;

    RangeStream(FileChannel channel, long offset, long length, String object, DirectoryErrors errors) {
        this.channel = channel;
        this.position = offset;
        this.left = length;
        this.object = object;
        this.errors = errors;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            return -1;
        }
        int wanted = (int) Math.min(Math.min(length, LARGEST_READ), left);
        int count = fill(ByteBuffer.wrap(target, offset, wanted));
        if (count < 0) {
            throw new StoreCorruptException(object + " ends at byte " + position + ", " + left + " bytes too early");
        }
        position += count;
        left -= count;
        return count;
    }

    private int fill(ByteBuffer target) throws StorageException {
        try {
            return channel.read(target, position);
        } catch (ClosedChannelException e) {
            throw DirectoryErrors.interrupted(e)
                    ? errors.explain("read " + object, e)
                    : new StorageException(object + ": this stream is closed", e);
        } catch (IOException e) {
            throw errors.explain("read " + object, e);
        }
    }

    @Override
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, left);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
