package io.kss.core.verify;

import io.kss.core.chunk.ChunkId;
import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.ChunkStore;
import io.kss.core.chunk.PackId;
import io.kss.core.chunk.PackTable;
import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.progress.Progress;
import io.kss.core.progress.ProgressListener;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Looks at packs: at their length, or at every byte. */
final class Examination {

    private final ChunkStore chunks;
    private final boolean deep;
    private final String vm;
    private final ProgressListener progress;
    private final Map<PackId, Condition> conditions = new TreeMap<>();
    private long bytesRead;
    private long bytesToRead;

    /** @param vm the VM that all is about, for the progress; empty if it is about several */
    Examination(ChunkStore chunks, boolean deep, String vm, ProgressListener progress) {
        this.chunks = chunks;
        this.deep = deep;
        this.vm = vm;
        this.progress = progress;
    }

    /** Looks at packs that were not looked at yet. */
    void examine(ChunkIndex index, Collection<PackId> packs)
            throws KssException, StorageException, InterruptedException {
        Map<PackId, Long> sizes = chunks.sizes();
        Collection<PackId> fresh =
                packs.stream().filter(pack -> !conditions.containsKey(pack)).toList();
        if (!deep) {
            for (PackId pack : fresh) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                conditions.put(pack, length(index, pack, sizes));
            }
            return;
        }
        bytesToRead +=
                fresh.stream().mapToLong(pack -> sizes.getOrDefault(pack, 0L)).sum();
        chunks.verify(fresh, index, report -> read(Condition.of(report), report.size()));
    }

    /** What was found, by pack. */
    Map<PackId, Condition> conditions() {
        return conditions;
    }

    /** Whether a chunk can be had from a pack that was looked at. */
    boolean isSound(ChunkIndex index, ChunkId chunk) {
        return index.findAll(chunk).stream()
                .map(location -> Optional.ofNullable(conditions.get(location.pack())))
                .anyMatch(
                        condition -> condition.map(found -> found.holds(chunk)).orElse(false));
    }

    long bytesRead() {
        return bytesRead;
    }

    private synchronized void read(Condition condition, long size) {
        conditions.put(condition.pack(), condition);
        bytesRead += size;
        progress.progressed(new Progress(
                Progress.Step.VERIFYING, vm, "reading packs", bytesRead, Math.max(bytesRead, bytesToRead), bytesRead));
    }

    private Condition length(ChunkIndex index, PackId pack, Map<PackId, Long> sizes)
            throws KssException, StorageException {
        Optional<PackTable> table = index.table(pack);
        // A listing may lag behind; the pack itself does not.
        Optional<Long> size = sizes.containsKey(pack) ? Optional.of(sizes.get(pack)) : chunks.size(pack);
        if (size.isEmpty()) {
            return Condition.broken(pack, "The pack " + pack.key() + " in the store is missing.");
        }
        if (table.isPresent() && ChunkStore.expectedSize(table.get()) == size.get()) {
            return Condition.sound(pack);
        }
        return footer(pack, table);
    }

    /** Another length than ours would be is right if the pack's own footer says so. */
    private Condition footer(PackId pack, Optional<PackTable> table) throws KssException, StorageException {
        try {
            Optional<PackTable> own = chunks.readTable(pack);
            if (own.isPresent() && (table.isEmpty() || table.equals(own))) {
                return Condition.sound(pack);
            }
            return Condition.broken(
                    pack, "The pack " + pack.key() + " in the store is damaged: it is not what the index says it was.");
        } catch (KssException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            return Condition.broken(pack, e.message());
        } catch (StoreCorruptException e) {
            return Condition.broken(
                    pack,
                    "The pack " + pack.key() + " in the store is damaged: it can't be read whole (" + e.getMessage()
                            + ").");
        }
    }
}
