package io.kss.storage.s3;

import java.io.IOException;
import java.io.InputStream;

/** The next bytes of a stream that goes on after them, and is therefore not closed with this one. */
final class PartStream extends InputStream {

    private final InputStream source;
    private long left;

    PartStream(InputStream source, long length) {
        this.source = source;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0) {
            return length == 0 ? 0 : -1;
        }
        int count = source.read(target, offset, (int) Math.min(length, left));
        left -= Math.max(0, count);
        return count;
    }
}
