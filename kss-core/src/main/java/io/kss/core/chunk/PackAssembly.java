package io.kss.core.chunk;

import io.kss.core.envelope.Envelope;
import io.kss.core.envelope.ObjectType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A pack that is being put together in memory, in blocks that its owner provides. For one thread at a time.
 */
public final class PackAssembly {

    private final PackId pack;
    private final Blocks blocks;
    private final List<ByteBuffer> filled = new ArrayList<>();
    private final List<StoredChunk> chunks = new ArrayList<>();
    private final ByteBuffer frameHeader = ByteBuffer.allocate(PackLayout.FRAME_HEADER);
    private int size;

    public PackAssembly(PackId pack, Blocks blocks) throws InterruptedException {
        this.pack = pack;
        this.blocks = blocks;
        write(ByteBuffer.wrap(PackLayout.header()));
    }

    /** How many bytes a chunk of that stored length takes in a pack. */
    public static int frameLength(int storedLength) {
        return PackLayout.FRAME_HEADER + storedLength;
    }

    /** Adds a chunk.
     *
     * @param body the stored bytes; all remaining are taken
     */
    public void append(ChunkId chunk, int plainLength, Encoding encoding, ByteBuffer body) throws InterruptedException {
        StoredChunk stored = new StoredChunk(chunk, size, frameLength(body.remaining()), plainLength, encoding);
        frameHeader.clear();
        PackLayout.putFrameHeader(frameHeader, encoding, plainLength, body.remaining());
        write(frameHeader.flip());
        write(body);
        chunks.add(stored);
    }

    /** Bytes so far. */
    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return chunks.isEmpty();
    }

    /** The blocks taken so far. */
    public List<ByteBuffer> blocks() {
        return List.copyOf(filled);
    }

    /** Ends the pack. Nothing may be appended afterwards. */
    public SealedPack seal() {
        PackTable table = new PackTable(pack, chunks);
        byte[] footer = Envelope.wrap(ObjectType.PACK_FOOTER, PackTableCodec.encode(List.of(table)));
        List<ByteBuffer> content = new ArrayList<>();
        filled.forEach(block -> content.add(block.duplicate().flip()));
        content.add(ByteBuffer.wrap(footer));
        content.add(ByteBuffer.wrap(PackLayout.trailer(footer.length)));
        return new SealedPack(table, List.copyOf(content));
    }

    private void write(ByteBuffer source) throws InterruptedException {
        size = Math.addExact(size, source.remaining());
        while (source.hasRemaining()) {
            ByteBuffer block = filled.isEmpty() ? null : filled.get(filled.size() - 1);
            if (block == null || !block.hasRemaining()) {
                block = blocks.next();
                filled.add(block);
            }
            int count = Math.min(source.remaining(), block.remaining());
            block.put(source.slice().limit(count));
            source.position(source.position() + count);
        }
    }

    /** Where the memory comes from. */
    @FunctionalInterface
    public interface Blocks {

        /** An empty buffer; may wait until there is one. */
        ByteBuffer next() throws InterruptedException;
    }
}
