package io.kss.core.gc;

import io.kss.core.chunk.ChunkId;
import io.kss.core.envelope.Envelope;
import io.kss.core.envelope.ObjectType;
import io.kss.core.failure.KssException;
import io.kss.core.identity.IdSource;
import io.kss.spi.storage.ByteRange;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Chunks that a verification found damaged: nothing new may rely on them until they were sent again (rule P4). */
public final class Suspects {

    private static final String FOLDER = "suspects/";

    private final StorageBackend backend;

    public Suspects(StorageBackend backend) {
        this.backend = backend;
    }

    /** All of them. */
    public Set<ChunkId> chunks() throws KssException, IOException {
        Set<ChunkId> chunks = new HashSet<>();
        for (ObjectKey key : keys()) {
            byte[] stored;
            try (InputStream stream = backend.read(key, ByteRange.ALL)) {
                stored = stream.readAllBytes();
            } catch (ObjectNotFoundException e) {
                // Replaced meanwhile: the newer list is among the others, or nothing is suspected any more.
                continue;
            }
            ByteBuffer ids = ByteBuffer.wrap(Envelope.unwrap(ObjectType.SUSPECTS, stored, key.value()));
            while (ids.remaining() >= ChunkId.LENGTH) {
                chunks.add(ChunkId.read(ids));
            }
        }
        return chunks;
    }

    /** Makes these the suspects, instead of whatever was suspected before. */
    public void replace(Set<ChunkId> chunks, IdSource ids) throws StorageException {
        List<ObjectKey> before = keys();
        if (!chunks.isEmpty()) {
            ByteBuffer content = ByteBuffer.allocate(chunks.size() * ChunkId.LENGTH);
            chunks.stream().sorted().forEach(chunk -> chunk.write(content));
            byte[] stored = Envelope.wrap(ObjectType.SUSPECTS, content.array());
            backend.put(new ObjectKey(FOLDER + ids.next()), ObjectSource.of(stored), PutCondition.ALWAYS);
        }
        for (ObjectKey key : before) {
            backend.delete(key);
        }
    }

    private List<ObjectKey> keys() throws StorageException {
        try (Stream<ObjectInfo> found = backend.list(FOLDER)) {
            return found.map(ObjectInfo::key).toList();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof StorageException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
