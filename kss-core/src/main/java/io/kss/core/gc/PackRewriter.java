package io.kss.core.gc;

import io.kss.core.chunk.ChunkDecoder;
import io.kss.core.chunk.ChunkLocation;
import io.kss.core.chunk.ChunkStore;
import io.kss.core.chunk.PackAssembly;
import io.kss.core.chunk.PackId;
import io.kss.core.chunk.PackTable;
import io.kss.core.chunk.SealedPack;
import io.kss.core.chunk.StoredChunk;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves the living chunks of packs into new ones, each checked on the way. For one thread; memory for one pack. */
final class PackRewriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PackRewriter.class);
    private static final int PACK_SIZE = 32 << 20;
    private static final int BLOCK = 1 << 20;
    private static final int FRAME_HEADER = PackAssembly.frameLength(0);

    private final ChunkStore chunks;
    private final Survey survey;
    private final Set<PackId> leaving;
    private final ChunkDecoder decoder = new ChunkDecoder();
    private final byte[] plain = new byte[StoredChunk.MAX_PLAIN];
    private final Set<PackId> copied = new HashSet<>();
    private final List<PackTable> written = new ArrayList<>();
    private @Nullable PackAssembly open;
    private long bytes;

    /** @param leaving the packs whose copies don't count, because they are about to go */
    PackRewriter(ChunkStore chunks, Survey survey, Set<PackId> leaving) {
        this.chunks = chunks;
        this.survey = survey;
        this.leaving = leaving;
    }

    /** Copies what is alive in a pack, and only there. A pack that can't be read whole is left alone. */
    void copy(PackTable table) throws KssException, StorageException, InterruptedException {
        for (StoredChunk stored : survey.living(table)) {
            if (!isSafeElsewhere(stored)) {
                byte[] frame;
                try {
                    frame = frame(new ChunkLocation(table.pack(), stored));
                } catch (ObjectNotFoundException | StoreCorruptException e) {
                    LOG.warn("Pack {} stays as it is: {}", table.pack(), e.getMessage());
                    return;
                } catch (KssException e) {
                    LOG.warn(
                            "Pack {} stays as it is: {}",
                            table.pack(),
                            damage(e).message());
                    return;
                }
                append(stored, frame);
            }
        }
        copied.add(table.pack());
    }

    /** Stores what is left, and lists the new packs. Returns the packs that are not needed any more. */
    Set<PackId> finish() throws StorageException {
        seal();
        chunks.writeIndex(written);
        return copied;
    }

    /** Bytes of the new packs. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        decoder.close();
    }

    private boolean isSafeElsewhere(StoredChunk stored) throws KssException, StorageException {
        for (ChunkLocation location : survey.elsewhere(stored.chunk(), leaving)) {
            try {
                frame(location);
                return true;
            } catch (ObjectNotFoundException | StoreCorruptException e) {
                LOG.debug("no copy of {} in {}: {}", stored.chunk(), location.pack(), e.getMessage());
            } catch (KssException e) {
                LOG.debug(
                        "no copy of {} in {}: {}",
                        stored.chunk(),
                        location.pack(),
                        damage(e).message());
            }
        }
        return false;
    }

    private byte[] frame(ChunkLocation location) throws KssException, StorageException {
        StoredChunk stored = location.stored();
        byte[] frame = new byte[stored.length()];
        chunks.read(location.pack(), stored.offset(), frame, 0, frame.length);
        decoder.decode(location, frame, 0, plain);
        return frame;
    }

    private void append(StoredChunk stored, byte[] frame) throws StorageException, InterruptedException {
        PackAssembly pack = open;
        if (pack != null && pack.size() + frame.length > PACK_SIZE) {
            seal();
            pack = null;
        }
        if (pack == null) {
            pack = new PackAssembly(chunks.newPack(), () -> ByteBuffer.allocate(BLOCK));
            open = pack;
        }
        pack.append(
                stored.chunk(),
                stored.plainLength(),
                stored.encoding(),
                ByteBuffer.wrap(frame, FRAME_HEADER, frame.length - FRAME_HEADER));
    }

    private void seal() throws StorageException {
        PackAssembly pack = open;
        if (pack != null) {
            open = null;
            SealedPack sealed = pack.seal();
            chunks.write(sealed.table().pack(), ObjectSource.of(sealed.content()));
            written.add(sealed.table());
            bytes += sealed.size();
        }
    }

    private static KssException damage(KssException e) throws KssException {
        if (e.reason() != Reason.DAMAGED) {
            throw e;
        }
        return e;
    }
}
