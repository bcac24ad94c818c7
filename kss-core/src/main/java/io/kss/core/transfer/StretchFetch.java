package io.kss.core.transfer;

import io.kss.core.chunk.ChunkLocation;
import io.kss.core.failure.KssException;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.storage.ObjectNotFoundException;
import io.kss.spi.storage.StorageException;
import io.kss.spi.storage.StoreCorruptException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brings the chunks of one stretch to their places. For one thread. */
record StretchFetch(
        ChunkFinder finder, ChunkReader reader, LayerFiller filler, FillProgress filled, TransferProgress progress) {

    void fetch(List<Need> needs) throws StorageException, HypervisorException, KssException, InterruptedException {
        // Looking elsewhere uses the reader's buffers, so the chunks that are as expected come first.
        Map<Need, Optional<KssException>> elsewhere = new LinkedHashMap<>();
        for (Need need : read(needs, elsewhere)) {
            ChunkLocation location = need.location().orElseThrow();
            try {
                reader.decode(location);
            } catch (KssException e) {
                elsewhere.put(need, Optional.of(ChunkFinder.damage(e)));
                continue;
            }
            place(need, location);
        }
        for (Map.Entry<Need, Optional<KssException>> missing : elsewhere.entrySet()) {
            Need need = missing.getKey();
            ChunkLocation found =
                    finder.elsewhere(need.chunk(), missing.getValue().orElse(null), reader);
            progress.transferred(found.stored().length());
            place(need, found);
        }
    }

    /** Reads the stretch; returns which chunks are in the reader, and notes the others. */
    private List<Need> read(List<Need> needs, Map<Need, Optional<KssException>> elsewhere)
            throws StorageException, InterruptedException {
        List<Need> readable = new ArrayList<>(needs);
        @Nullable ChunkLocation first = needs.get(0).location().orElse(null);
        @Nullable ChunkLocation last = needs.get(needs.size() - 1).location().orElse(null);
        if (first == null || last == null) {
            needs.forEach(need -> elsewhere.put(need, Optional.empty()));
            return List.of();
        }
        int length = last.stored().end() - first.stored().offset();
        try {
            reader.read(first.pack(), first.stored().offset(), length);
            progress.transferred(length);
            return readable;
        } catch (ObjectNotFoundException | StoreCorruptException e) {
            for (Need need : needs) {
                elsewhere.put(need, need.location().map(location -> ChunkFinder.unreadable(location, e)));
            }
            return List.of();
        }
    }

    private void place(Need need, ChunkLocation location) throws HypervisorException, KssException {
        for (Need.Target target : need.targets()) {
            long bytes = filler.fill(target, location, reader.plain());
            filled.done(target.position(), bytes);
            progress.done(bytes);
        }
    }
}
