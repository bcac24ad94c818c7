package io.kss.core.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream whose bytes are metered as they are read, a small piece at a time. */
final class MeteredStream extends FilterInputStream {

    /** Small, so that a slow limit gives a steady flow and not bursts. */
    private static final int PIECE = 64 << 10;

    private final ByteMeter meter;

    MeteredStream(InputStream in, ByteMeter meter) {
        super(in);
        this.meter = meter;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, Math.min(length, PIECE));
        if (count > 0) {
            meter.passed(count);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return Math.max(0, read(new byte[(int) Math.max(0, Math.min(count, PIECE))]));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
