package io.kss.core.chunk;

import io.kss.core.envelope.Envelope;
import io.kss.core.envelope.ObjectType;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.StorageException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the index objects of a store, those that are not known locally. */
final class IndexReader {

    static final String FOLDER = "index/";

    private static final Logger LOG = LoggerFactory.getLogger(IndexReader.class);

    private final StoreReads reads;
    private final IndexCache cache;

    IndexReader(StoreReads reads, IndexCache cache) {
        this.reads = reads;
        this.cache = cache;
    }

    /**
     * What all objects say together; those that vanish meanwhile are no error.
     *
     * @param damaged takes the names of the objects that can't be read
     */
    ChunkIndex read(Set<String> damaged) throws StorageException, KssException, InterruptedException {
        List<ObjectKey> keys = reads.list(FOLDER).stream().map(ObjectInfo::key).toList();
        AtomicReferenceArray<byte @Nullable []> payloads = new AtomicReferenceArray<>(keys.size());
        reads.each(keys, (place, key) -> payloads.set(place, payload(key).orElse(null)));
        IndexEntries entries = new IndexEntries();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < keys.size(); i++) {
            names.add(keys.get(i).name());
            byte[] payload = payloads.getAndSet(i, null);
            if (payload != null && payload.length > 0) {
                PackTableCodec.decode(payload, keys.get(i).value()).forEach(entries::add);
            } else if (payload != null) {
                damaged.add(keys.get(i).name());
            }
        }
        cache.retain(names);
        return new ChunkIndex(entries, names, Set.of(), Set.of());
    }

    private Optional<byte[]> payload(ObjectKey key) throws StorageException, KssException {
        Optional<byte[]> local = cache.read(key.name());
        if (local.isPresent()) {
            try {
                return Optional.of(Envelope.unwrap(ObjectType.CHUNK_INDEX, local.get(), key.value()));
            } catch (KssException e) {
                LOG.warn("The local copy is of no use, reading it again: {}", e.message());
            }
        }
        byte[] stored;
        try {
            stored = reads.whole(key);
        } catch (ObjectNotFoundException e) {
            return Optional.empty();
        }
        try {
            byte[] payload = Envelope.unwrap(ObjectType.CHUNK_INDEX, stored, key.value());
            cache.write(key.name(), stored);
            return Optional.of(payload);
        } catch (KssException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            LOG.warn("{} Reading the packs themselves instead.", e.message());
            return Optional.of(new byte[0]);
        }
    }
}
