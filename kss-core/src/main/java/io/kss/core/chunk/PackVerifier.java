package io.kss.core.chunk;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads whole packs and checks that every chunk comes out as it was sent, and that all around the chunks is as it was
 * written. A change of a bit that has no meaning within a compressed chunk is not noticed. For one thread at a time; needs
 * memory for one pack.
 */
public final class PackVerifier implements AutoCloseable {

    private final ChunkStore store;
    private final ChunkDecoder decoder = new ChunkDecoder();
    private final byte[] plain = new byte[StoredChunk.MAX_PLAIN];

    public PackVerifier(ChunkStore store) {
        this.store = store;
    }

    /**
     * Checks a pack against its own footer and against what an index says of it.
     *
     * @throws StorageException if the store fails; a pack that is missing or too short is a finding instead
     * @throws KssException {@code NEWER_FORMAT}
     */
    public PackReport verify(PackId pack, ChunkIndex index) throws StorageException, KssException {
        Optional<PackTable> indexed = index.table(pack);
        List<KssException> problems = new ArrayList<>();
        byte[] content;
        try {
            content = content(pack);
        } catch (ObjectNotFoundException e) {
            problems.add(PackLayout.damaged(pack, "it is missing"));
            return report(
                    pack, 0, indexed, problems, indexed.map(PackTable::chunks).orElse(List.of()));
        } catch (StoreCorruptException e) {
            problems.add(PackLayout.damaged(pack, "it can't be read whole (" + e.getMessage() + ")"));
            return report(
                    pack, 0, indexed, problems, indexed.map(PackTable::chunks).orElse(List.of()));
        } catch (KssException e) {
            problems.add(damage(e));
            return report(
                    pack, 0, indexed, problems, indexed.map(PackTable::chunks).orElse(List.of()));
        }
        Optional<PackTable> own = Optional.empty();
        try {
            own = Optional.of(table(pack, content));
            if (indexed.isPresent() && !indexed.equals(own)) {
                problems.add(PackLayout.damaged(pack, "its footer and the index contradict each other"));
            }
        } catch (KssException e) {
            problems.add(damage(e));
        }
        Set<StoredChunk> all = new LinkedHashSet<>();
        own.ifPresent(table -> all.addAll(table.chunks()));
        indexed.ifPresent(table -> all.addAll(table.chunks()));
        List<StoredChunk> bad = new ArrayList<>();
        for (StoredChunk chunk : all) {
            try {
                check(pack, chunk, content);
            } catch (KssException e) {
                problems.add(damage(e));
                bad.add(chunk);
            }
        }
        return report(pack, content.length, own.or(() -> indexed), problems, bad);
    }

    private byte[] content(PackId pack) throws StorageException, KssException {
        long size = store.size(pack).orElseThrow(() -> new ObjectNotFoundException(pack.key() + " is missing"));
        if (size < PackLayout.HEADER + PackLayout.TRAILER || size > PackLayout.MAX_SIZE) {
            throw PackLayout.damaged(pack, "its size is impossible (" + size + " bytes)");
        }
        byte[] content = new byte[(int) size];
        store.read(pack, 0, content, 0, content.length);
        return content;
    }

    private static PackTable table(PackId pack, byte[] content) throws KssException {
        int end = content.length - PackLayout.TRAILER;
        byte[] trailer = Arrays.copyOfRange(content, end, content.length);
        PackLayout.checkEnds(Arrays.copyOf(content, PackLayout.HEADER), trailer, pack);
        int start = end - PackLayout.footerLength(trailer, content.length, pack);
        PackTable table = ChunkStore.table(pack, Arrays.copyOfRange(content, start, end), start);
        int covered = PackLayout.HEADER;
        for (StoredChunk chunk : table.chunks()) {
            if (chunk.offset() != covered) {
                throw PackLayout.damaged(pack, chunk.chunk(), "does not follow the one before");
            }
            covered = chunk.end();
        }
        if (covered != start) {
            throw PackLayout.damaged(pack, "there are bytes that belong to no chunk");
        }
        return table;
    }

    private void check(PackId pack, StoredChunk chunk, byte[] content) throws KssException {
        if (chunk.end() > content.length) {
            throw PackLayout.damaged(pack, chunk.chunk(), "lies outside of it");
        }
        decoder.decode(new ChunkLocation(pack, chunk), content, chunk.offset(), plain);
    }

    private static KssException damage(KssException e) throws KssException {
        if (e.reason() != Reason.DAMAGED) {
            throw e;
        }
        return e;
    }

    private static PackReport report(
            PackId pack, long size, Optional<PackTable> table, List<KssException> problems, List<StoredChunk> damaged) {
        Set<ChunkId> chunks = new LinkedHashSet<>();
        damaged.forEach(chunk -> chunks.add(chunk.chunk()));
        return new PackReport(pack, size, table, problems, chunks);
    }

    @Override
    public void close() {
        decoder.close();
    }
}
