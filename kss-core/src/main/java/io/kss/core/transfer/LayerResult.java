package io.kss.core.transfer;

import io.kss.core.manifest.Region;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Collects what became of a layer's regions, in whatever order they are done. Thread-safe. */
final class LayerResult {

    private final TransferProgress progress;
    private final List<Region> regions = new ArrayList<>();

    LayerResult(TransferProgress progress) {
        this.progress = progress;
    }

    /** A region is done; empty if nothing is to be said of it. */
    void add(Optional<Region> region, long bytesRead) {
        synchronized (this) {
            region.ifPresent(regions::add);
        }
        progress.done(bytesRead);
    }

    /** All regions so far, ascending. */
    synchronized List<Region> regions() {
        regions.sort(Comparator.comparingInt(Region::index));
        return List.copyOf(regions);
    }
}
