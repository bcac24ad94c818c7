package io.kss.core.chunk;

import io.kss.core.envelope.Envelope;
import io.kss.core.envelope.ObjectType;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.IdSource;
import io.kss.spi.storage.ObjectInfo;
import io.kss.spi.storage.ObjectKey;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.ObjectSource;
import io.kss.spi.storage.PutCondition;
import io.kss.spi.storage.StorageBackend;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The packs of a repository and the index that says what is in them. Thread-safe. The index objects are a cache of the
 * packs' own footers: what they say may be out of date in both directions, and all of them can be lost.
 */
public final class ChunkStore {

    private static final int CHUNKS_PER_INDEX_OBJECT = 200_000;

    private final StorageBackend backend;
    private final IdSource ids;
    private final StoreReads reads;
    private final IndexReader indexReader;

    public ChunkStore(StorageBackend backend, IdSource ids, IndexCache cache) {
        this.backend = backend;
        this.ids = ids;
        this.reads = new StoreReads(backend);
        this.indexReader = new IndexReader(reads, cache);
    }

    /**
     * What the index objects say now. Where some of them are damaged, the packs are asked that no other one names.
     *
     * @throws KssException {@code NEWER_FORMAT}
     */
    public ChunkIndex loadIndex() throws StorageException, KssException, InterruptedException {
        Reading reading = readIndex();
        return reading.damaged().isEmpty()
                ? reading.index()
                : completed(reading.index()).index();
    }

    /** What the sound index objects say now, and which are damaged. */
    public Reading readIndex() throws StorageException, KssException, InterruptedException {
        Set<String> damaged = new HashSet<>();
        return new Reading(indexReader.read(damaged), damaged);
    }

    /** An index with, in addition, all packs of the store that it does not name, as their footers describe them. */
    public Completion completed(ChunkIndex index) throws StorageException, KssException, InterruptedException {
        Set<PackId> known = new HashSet<>(index.packs());
        List<PackId> missing =
                packs().stream().filter(pack -> !known.contains(pack)).toList();
        List<PackTable> tables = Collections.synchronizedList(new ArrayList<>());
        Set<PackId> unreadable = ConcurrentHashMap.newKeySet();
        reads.each(missing, (place, pack) -> {
            try {
                readTable(pack).ifPresent(tables::add);
            } catch (KssException e) {
                if (e.reason() != Reason.DAMAGED) {
                    throw e;
                }
                unreadable.add(pack);
            } catch (StoreCorruptException e) {
                unreadable.add(pack);
            }
        });
        tables.sort((a, b) -> a.pack().compareTo(b.pack()));
        return new Completion(index.plus(tables), List.copyOf(tables), new TreeSet<>(unreadable));
    }

    /**
     * Lists packs in new index objects, so that every later {@link #loadIndex} knows them. All or nothing matters to
     * nobody: an object more or less is no damage.
     */
    public void writeIndex(Collection<PackTable> tables) throws StorageException {
        List<PackTable> some = new ArrayList<>();
        int chunks = 0;
        for (PackTable table : tables) {
            some.add(table);
            chunks += table.chunks().size();
            if (chunks >= CHUNKS_PER_INDEX_OBJECT) {
                writeIndexObject(some);
                some.clear();
                chunks = 0;
            }
        }
        if (!some.isEmpty()) {
            writeIndexObject(some);
        }
    }

    /**
     * Writes anew what an index knows, left out packs excepted, and then deletes the index objects that it was read
     * from, damaged ones included. Whatever other hosts added meanwhile stays.
     */
    public void replaceIndex(ChunkIndex index) throws StorageException {
        List<PackTable> tables = new ArrayList<>();
        index.packs().forEach(pack -> index.table(pack).ifPresent(tables::add));
        writeIndex(tables);
        for (String name : index.objects()) {
            backend.delete(new ObjectKey(IndexReader.FOLDER + name));
        }
    }

    /** Stores a pack. It is durable when this returns, but nobody finds it before {@link #writeIndex}. */
    public void write(PackId pack, ObjectSource content) throws StorageException {
        backend.put(pack.key(), content, PutCondition.ALWAYS);
    }

    /** A new pack's identity. */
    public PackId newPack() {
        return PackId.next(ids);
    }

    /** The packs that are in the store, sorted. */
    public List<PackId> packs() throws StorageException {
        List<PackId> packs = new ArrayList<>();
        for (ObjectInfo object : reads.list(PackId.FOLDER)) {
            // Anything else is not ours: something that a person or a tool put there.
            if (PackId.isLegal(object.key().name())) {
                packs.add(new PackId(object.key().name()));
            }
        }
        Collections.sort(packs);
        return packs;
    }

    /** The size of a pack in bytes, or empty if it is not there. */
    public Optional<Long> size(PackId pack) throws StorageException {
        return backend.stat(pack.key()).map(ObjectInfo::size);
    }

    /** The packs that a listing shows, with their sizes in bytes. */
    public Map<PackId, Long> sizes() throws StorageException {
        Map<PackId, Long> sizes = new HashMap<>();
        for (ObjectInfo object : reads.list(PackId.FOLDER)) {
            if (PackId.isLegal(object.key().name())) {
                sizes.put(new PackId(object.key().name()), object.size());
            }
        }
        return sizes;
    }

    /** The size in bytes of a whole pack with that table, as this version writes it; another writer's may differ. */
    public static long expectedSize(PackTable table) {
        int end = table.chunks().stream().mapToInt(StoredChunk::end).max().orElse(PackLayout.HEADER);
        return (long) end + Envelope.wrap(ObjectType.PACK_FOOTER, table.encode()).length + PackLayout.TRAILER;
    }

    /** Reads whole packs, several at once, and hands on what was found; the consumer is called on several threads. */
    public void verify(Collection<PackId> packs, ChunkIndex index, Consumer<PackReport> found)
            throws StorageException, KssException, InterruptedException {
        reads.each(List.copyOf(packs), (place, pack) -> {
            try (PackVerifier verifier = new PackVerifier(this)) {
                found.accept(verifier.verify(pack, index));
            }
        });
    }

    /** Which of these packs are not in the store. */
    public Set<PackId> missing(Collection<PackId> packs) throws StorageException, KssException, InterruptedException {
        Set<PackId> missing = ConcurrentHashMap.newKeySet();
        reads.each(List.copyOf(packs), (place, pack) -> {
            if (size(pack).isEmpty()) {
                missing.add(pack);
            }
        });
        return missing;
    }

    /** Deletes a pack; one that is not there is no error. */
    public void delete(PackId pack) throws StorageException {
        backend.delete(pack.key());
    }

    /**
     * Fills a part of an array with bytes of a pack.
     *
     * @throws ObjectNotFoundException if the pack is not there
     * @throws StoreCorruptException if it is too short
     */
    public void read(PackId pack, long offset, byte[] target, int at, int length) throws StorageException {
        reads.into(pack.key(), offset, target, at, length);
    }

    /**
     * What a pack says it holds, or empty if the pack is not there.
     *
     * @throws KssException {@code DAMAGED}, {@code NEWER_FORMAT}
     */
    public Optional<PackTable> readTable(PackId pack) throws StorageException, KssException {
        Optional<Long> found = size(pack);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        long size = found.get();
        if (size < PackLayout.HEADER + PackLayout.TRAILER || size > PackLayout.MAX_SIZE) {
            throw PackLayout.damaged(pack, "its size is impossible (" + size + " bytes)");
        }
        try {
            byte[] trailer = new byte[PackLayout.TRAILER];
            read(pack, size - trailer.length, trailer, 0, trailer.length);
            if (!PackLayout.isEnd(trailer)) {
                byte[] header = new byte[PackLayout.HEADER];
                read(pack, 0, header, 0, header.length);
                PackLayout.checkEnds(header, trailer, pack);
            }
            int length = PackLayout.footerLength(trailer, size, pack);
            byte[] footer = new byte[length];
            read(pack, size - trailer.length - length, footer, 0, length);
            return Optional.of(table(pack, footer, size - trailer.length - length));
        } catch (ObjectNotFoundException e) {
            return Optional.empty();
        }
    }

    /** The table in a footer that starts at that offset of its pack. */
    static PackTable table(PackId pack, byte[] footer, long offset) throws KssException {
        String name = pack.key().value();
        List<PackTable> tables = PackTableCodec.decode(Envelope.unwrap(ObjectType.PACK_FOOTER, footer, name), name);
        if (tables.size() != 1 || !tables.get(0).pack().equals(pack)) {
            throw PackLayout.damaged(pack, "its footer describes another pack");
        }
        for (StoredChunk chunk : tables.get(0).chunks()) {
            if (chunk.end() > offset) {
                throw PackLayout.damaged(pack, chunk.chunk(), "lies outside of it");
            }
        }
        return tables.get(0);
    }

    private void writeIndexObject(List<PackTable> tables) throws StorageException {
        byte[] stored = Envelope.wrap(ObjectType.CHUNK_INDEX, PackTableCodec.encode(tables));
        backend.put(new ObjectKey(IndexReader.FOLDER + ids.next()), ObjectSource.of(stored), PutCondition.ALWAYS);
    }

    /**
     * What the index objects say.
     *
     * @param index what those say that can be read
     * @param damaged the names of the others
     */
    public record Reading(ChunkIndex index, Set<String> damaged) {

        public Reading {
            damaged = Set.copyOf(damaged);
        }
    }

    /**
     * An index and what was found to complete it.
     *
     * @param index all that is known
     * @param added the packs that the index had not named
     * @param unreadable packs with a damaged footer
     */
    public record Completion(ChunkIndex index, List<PackTable> added, Set<PackId> unreadable) {

        public Completion {
            added = List.copyOf(added);
            unreadable = Set.copyOf(unreadable);
        }
    }
}
