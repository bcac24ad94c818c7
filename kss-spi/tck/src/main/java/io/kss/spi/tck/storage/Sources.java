package io.kss.spi.tck.storage;

import io.kss.spi.storage.ObjectSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.SplittableRandom;

/** Sources that are larger, slower or less honest than a byte array. */
final class Sources {

    private Sources() {}

    /** Opens a stream. */
    @FunctionalInterface
    interface Opener {

        InputStream open() throws IOException;
    }

    static ObjectSource of(long announced, Opener opener) {
        return new ObjectSource() {
            @Override
            public long length() {
                return announced;
            }

            @Override
            public InputStream open() throws IOException {
                return opener.open();
            }
        };
    }

    /** Pseudo-random bytes that need no memory. */
    static ObjectSource generated(long seed, long length) {
        return of(length, () -> new Generated(seed, length));
    }

    /** Announces a length and yields other bytes. */
    static ObjectSource lying(long announced, byte[] bytes) {
        return of(announced, () -> new ByteArrayInputStream(bytes));
    }

    /** Yields the first bytes, then does something, then yields the rest. */
    static ObjectSource pausing(byte[] bytes, int pauseAt, Pause pause) {
        return of(bytes.length, () -> new Pausing(bytes, pauseAt, pause));
    }

    /** Yields the first half, then waits at a gate. */
    static ObjectSource gated(byte[] bytes, Gate gate) {
        return pausing(bytes, bytes.length / 2, () -> {
            try {
                gate.pass();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted at the gate");
            }
        });
    }

    /** What happens in the middle of a stream. */
    @FunctionalInterface
    interface Pause {

        void run() throws IOException;
    }

    private static final class Generated extends InputStream {

        private final SplittableRandom random;
        private long left;

        Generated(long seed, long length) {
            this.random = new SplittableRandom(seed);
            this.left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? random.nextInt(256) : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (left <= 0) {
                return length == 0 ? 0 : -1;
            }
            int count = (int) Math.min(length, left);
            for (int i = 0; i < count; i++) {
                target[offset + i] = (byte) random.nextInt(256);
            }
            left -= count;
            return count;
        }
    }

    private static final class Pausing extends InputStream {

        private final byte[] bytes;
        private final int pauseAt;
        private final Pause pause;
        private boolean paused;
        private int position;

        Pausing(byte[] bytes, int pauseAt, Pause pause) {
            this.bytes = bytes;
            this.pauseAt = pauseAt;
            this.pause = pause;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (position == pauseAt && !paused) {
                paused = true;
                pause.run();
            }
            int end = paused ? bytes.length : pauseAt;
            if (position == end) {
                return -1;
            }
            int count = Math.min(length, end - position);
            System.arraycopy(bytes, position, target, offset, count);
            position += count;
            return count;
        }
    }
}
