package io.kss.core.transfer;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import io.kss.core.chunk.Encoding;
import java.nio.ByteBuffer;

/** Compresses chunks where it pays. For one thread at a time. */
final class Compressor implements AutoCloseable {

    private static final int SAMPLES = 3;
    private static final int SAMPLE = 16 * 1024;
    private static final int SAMPLE_LEVEL = -1;

    /** One part in this many must be saved, or the bytes stay as they are. */
    private static final int LEAST_GAIN = 32;

    private final CompressionLevel level;
    private final ZstdCompressCtx zstd = new ZstdCompressCtx();
    private final ByteBuffer output = ByteBuffer.allocateDirect(TransferOptions.BLOCK);

    Compressor(CompressionLevel level) {
        this.level = level;
    }

    /** The stored form of a direct buffer's remaining bytes; valid until the next call or a change of the buffer. */
    Result compress(ByteBuffer plain) {
        if (plain.remaining() > SAMPLES * SAMPLE * 2 && !samplesCompress(plain)) {
            return new Result(Encoding.RAW, plain.duplicate());
        }
        int length = compress(plain, plain.position(), plain.remaining(), level.current());
        return pays(length, plain.remaining())
                ? new Result(Encoding.ZSTD, output.duplicate().position(0).limit(length))
                : new Result(Encoding.RAW, plain.duplicate());
    }

    private boolean samplesCompress(ByteBuffer plain) {
        int stored = 0;
        int step = (plain.remaining() - SAMPLE) / (SAMPLES - 1);
        for (int i = 0; i < SAMPLES; i++) {
            stored += Math.min(SAMPLE, compress(plain, plain.position() + i * step, SAMPLE, SAMPLE_LEVEL));
        }
        return pays(stored, SAMPLES * SAMPLE);
    }

    /** The compressed length, or the largest number if the result does not even fit. */
    private int compress(ByteBuffer plain, int offset, int length, int withLevel) {
        zstd.setLevel(withLevel);
        try {
            return zstd.compressDirectByteBuffer(output, 0, output.capacity(), plain, offset, length);
        } catch (ZstdException e) {
            if (e.getErrorCode() == Zstd.errDstSizeTooSmall()) {
                return Integer.MAX_VALUE;
            }
            throw e;
        }
    }

    private static boolean pays(int stored, int plain) {
        return stored < plain - plain / LEAST_GAIN;
    }

    @Override
    public void close() {
        zstd.close();
    }

    /** Bytes to store, and how they are encoded. */
    record Result(Encoding encoding, ByteBuffer bytes) {}
}
