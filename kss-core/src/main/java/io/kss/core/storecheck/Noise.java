package io.kss.core.storecheck;

import io.kss.spi.storage.ObjectSource;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/**
 * Bytes that no server, network or disk can compress or keep once for several objects; the same for the same seed.
 *
 * @param seed which bytes
 * @param length how many
 * @param read is told each time that some were read
 */
record Noise(long seed, long length, IntConsumer read) implements ObjectSource {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static Noise of(long seed, long length) {
        return new Noise(seed, length, count -> {});
    }

    /** All of it, for short ones. */
    byte[] bytes() {
        byte[] all = new byte[Math.toIntExact(length)];
        int unused = new Stream().read(all, 0, all.length);
        return all;
    }

    @Override
    public InputStream open() {
        return new Stream();
    }

    private final class Stream extends InputStream {

        private final SplittableRandom random = new SplittableRandom(seed);
        private final byte[] word = new byte[Long.BYTES];
        private long position;

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            Objects.checkFromIndexSize(offset, count, target.length);
            int wanted = (int) Math.min(count, length - position);
            if (wanted <= 0) {
                return count == 0 ? 0 : -1;
            }
            int done = 0;
            while (done < wanted) {
                int within = (int) (position % Long.BYTES);
                if (within == 0 && wanted - done >= Long.BYTES) {
                    LONGS.set(target, offset + done, random.nextLong());
                    done += Long.BYTES;
                    position += Long.BYTES;
                    continue;
                }
                if (within == 0) {
                    LONGS.set(word, 0, random.nextLong());
                }
                target[offset + done++] = word[within];
                position++;
            }
            read.accept(wanted);
            return wanted;
        }
    }
}
