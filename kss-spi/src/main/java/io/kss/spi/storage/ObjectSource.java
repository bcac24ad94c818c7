package io.kss.spi.storage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Bytes to be stored: of a known length, and readable from the start as often as needed, so that a put can be repeated.
 * {@link #open} may be called from any thread.
 */
public interface ObjectSource {

    /** The number of bytes that each stream of {@link #open} yields. */
    long length();

    /** A new stream from the first byte. */
    InputStream open() throws IOException;

    /** A source over an array, which must not change afterwards. */
    static ObjectSource of(byte[] bytes) {
        return new ObjectSource() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    /** A source over the remaining bytes of buffers, in their order. The buffers must not change afterwards. */
    static ObjectSource of(List<ByteBuffer> buffers) {
        return new BufferSource(buffers);
    }
}
