package io.kss.spi.storage;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A source over several buffers; each stream reads duplicates, so that streams don't disturb each other. */
final class BufferSource implements ObjectSource {

    private final List<ByteBuffer> buffers;
    private final long length;

    BufferSource(List<ByteBuffer> buffers) {
        this.buffers = buffers.stream().map(ByteBuffer::asReadOnlyBuffer).toList();
        this.length = this.buffers.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public InputStream open() {
        List<ByteBuffer> rest = new ArrayList<>();
        buffers.forEach(buffer -> rest.add(buffer.duplicate()));
        return new Buffers(rest);
    }

    private static final class Buffers extends InputStream {

        private final List<ByteBuffer> rest;
        private int current;

        Buffers(List<ByteBuffer> rest) {
            this.rest = rest;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            while (current < rest.size() && !rest.get(current).hasRemaining()) {
                current++;
            }
            if (current == rest.size()) {
                return -1;
            }
            int count = Math.min(length, rest.get(current).remaining());
            rest.get(current).get(target, offset, count);
            return count;
        }

        @Override
        public int available() {
            return current == rest.size() ? 0 : rest.get(current).remaining();
        }
    }
}
