package io.kss.core.storecheck;

import io.kss.spi.storage.ObjectSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;

/** Stops in the middle until somebody has looked what there is to see meanwhile. Thread-safe. */
final class HeldSource implements ObjectSource {

    private final ObjectSource whole;
    private final CountDownLatch halfOrEnded = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    HeldSource(ObjectSource whole) {
        this.whole = whole;
    }

    /** Waits until half of the bytes were read, or the put is over. */
    void awaitHalf() throws InterruptedException {
        halfOrEnded.await();
    }

    void ended() {
        halfOrEnded.countDown();
    }

    void release() {
        released.countDown();
    }

    @Override
    public long length() {
        return whole.length();
    }

    @Override
    public InputStream open() throws IOException {
        return new FilterInputStream(whole.open()) {
            private long left = length() / 2;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int count) throws IOException {
                if (left == 0 && count > 0) {
                    hold();
                }
                int read = super.read(target, offset, left > 0 ? (int) Math.min(count, left) : count);
                left -= left > 0 ? Math.max(0, read) : 0;
                return read;
            }
        };
    }

    private void hold() throws InterruptedIOException {
        halfOrEnded.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted in the middle of a put");
        }
    }
}
