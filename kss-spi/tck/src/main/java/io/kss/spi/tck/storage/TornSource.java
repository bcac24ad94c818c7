package io.kss.spi.tck.storage;

import io.kss.spi.storage.ObjectSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A source that breaks off after some bytes: stands for a connection that breaks while they are sent. */
final class TornSource implements ObjectSource {

    private final ObjectSource source;
    private final long after;
    private volatile boolean torn;

    TornSource(ObjectSource source, long after) {
        this.source = source;
        this.after = Math.min(after, source.length());
    }

    boolean torn() {
        return torn;
    }

    @Override
    public long length() {
        return source.length();
    }

    @Override
    public InputStream open() throws IOException {
        return new FilterInputStream(source.open()) {
            private long left = after;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (left == 0 && length > 0) {
                    torn = true;
                    throw new IOException("simulated: torn after " + after + " bytes");
                }
                int count = super.read(target, offset, (int) Math.min(length, left));
                left -= Math.max(count, 0);
                return count;
            }
        };
    }
}
