package io.kss.spi.tck.storage;

import io.kss.spi.storage.TransientStorageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A read that breaks off after some bytes, or when the process is dead. */
final class FaultyStream extends FilterInputStream {

    private final Operation operation;
    private final Runnable check;
    private long left;

    FaultyStream(InputStream in, long left, Operation operation, Runnable check) {
        super(in);
        this.left = left;
        this.operation = operation;
        this.check = check;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        check.run();
        if (left == 0 && length > 0) {
            throw new TransientStorageException("simulated: the connection broke during " + operation);
        }
        int count = super.read(target, offset, (int) Math.min(length, left));
        left -= Math.max(count, 0);
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return Math.max(0, read(new byte[(int) Math.max(0, Math.min(count, 8192))]));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
