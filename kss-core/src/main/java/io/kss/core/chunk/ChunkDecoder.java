package io.kss.core.chunk;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.kss.core.failure.KssException;
import java.nio.ByteBuffer;

/** Turns frames back into chunks, checking every byte that comes out. For one thread at a time. */
public final class ChunkDecoder implements AutoCloseable {

    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final ChunkHasher hasher = new ChunkHasher();

    /**
     * Decodes one frame.
     *
     * @param location what is expected
     * @param source holds the frame from {@code offset} on
     * @param plain takes the chunk's {@code plainLength} bytes from its start; undefined after a failure
     * @throws KssException {@code DAMAGED} if the frame does not hold exactly that chunk
     */
    public void decode(ChunkLocation location, byte[] source, int offset, byte[] plain) throws KssException {
        StoredChunk stored = location.stored();
        int length = stored.length() - PackLayout.FRAME_HEADER;
        ByteBuffer expected = ByteBuffer.allocate(PackLayout.FRAME_HEADER);
        PackLayout.putFrameHeader(expected, stored.encoding(), stored.plainLength(), length);
        if (length < 1 || !expected.flip().equals(ByteBuffer.wrap(source, offset, PackLayout.FRAME_HEADER))) {
            throw PackLayout.damaged(location.pack(), stored.chunk(), "is not where the table says");
        }
        expand(location, source, offset + PackLayout.FRAME_HEADER, length, plain);
        if (!hasher.id(ByteBuffer.wrap(plain, 0, stored.plainLength())).equals(stored.chunk())) {
            throw PackLayout.damaged(location.pack(), stored.chunk(), "holds other bytes than were sent");
        }
    }

    private void expand(ChunkLocation location, byte[] source, int offset, int length, byte[] plain)
            throws KssException {
        StoredChunk stored = location.stored();
        int plainLength = stored.plainLength();
        int found = length;
        if (stored.encoding() == Encoding.ZSTD) {
            try {
                found = zstd.decompressByteArray(plain, 0, plainLength, source, offset, length);
            } catch (ZstdException e) {
                throw PackLayout.damaged(
                        location.pack(), stored.chunk(), "can't be decompressed (" + e.getMessage() + ")");
            }
        }
        if (found != plainLength) {
            throw PackLayout.damaged(location.pack(), stored.chunk(), "has another length than the table says");
        }
        if (stored.encoding() == Encoding.RAW) {
            System.arraycopy(source, offset, plain, 0, length);
        }
    }

    @Override
    public void close() {
        zstd.close();
    }
}
