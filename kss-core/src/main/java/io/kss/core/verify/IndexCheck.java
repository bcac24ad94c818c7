package io.kss.core.verify;

import io.kss.core.chunk.ChunkIndex;
import io.kss.core.chunk.ChunkStore;
import io.kss.core.chunk.PackId;
import io.kss.core.chunk.PackTable;
import io.kss.core.failure.KssException;
import io.kss.core.gc.ChunkSet;
import io.kss.spi.storage.AccessDeniedStorageException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreFullException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads the index and, where that falls short, the packs' own footers; puts right what is wrong with the index. */
final class IndexCheck {

    private final ChunkStore chunks;
    private final ChunkStore.Reading reading;
    private final ChunkStore.Completion completion;

    IndexCheck(ChunkStore chunks) throws KssException, StorageException, InterruptedException {
        this.chunks = chunks;
        this.reading = chunks.readIndex();
        this.completion = chunks.completed(reading.index());
    }

    /** All that index and footers say. */
    ChunkIndex index() {
        return completion.index();
    }

    /** Packs that no index object names and whose footers can't be read: nobody knows what is in them. */
    Set<PackId> unreadable() {
        return new TreeSet<>(completion.unreadable());
    }

    /** Writes down what the index objects did not say, as far as snapshots need it, and tells so. */
    void repair(ChunkSet needed, List<String> notes) throws StorageException {
        List<PackTable> lacking = completion.added().stream()
                .filter(table -> table.chunks().stream().anyMatch(stored -> needed.contains(stored.chunk())))
                .toList();
        if (reading.damaged().isEmpty() && lacking.isEmpty()) {
            return;
        }
        String what = reading.damaged().isEmpty()
                ? "The index did not name " + lacking.size() + " pack(s) that snapshots need"
                : "Of the index, " + new TreeSet<>(reading.damaged()) + " is damaged";
        try {
            if (reading.damaged().isEmpty()) {
                chunks.writeIndex(lacking);
            } else {
                chunks.replaceIndex(completion.index());
            }
            notes.add(what + "; it was written anew from the packs themselves. No data is affected.");
        } catch (AccessDeniedStorageException | StoreFullException e) {
            notes.add(what + "; the packs themselves tell the same, so no data is affected, but the index could not be"
                    + " written anew (" + e.getMessage() + ").");
        }
    }
}
