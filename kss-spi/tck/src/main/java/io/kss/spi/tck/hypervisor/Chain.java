package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.Extent;
import java.nio.file.Path;
import java.util.List;

/** Image files that stand on each other, top first. */
record Chain(List<Layer> layers) {

    record Layer(Path path, ImageFile file) {}

    Chain {
        layers = List.copyOf(layers);
    }

    Layer top() {
        return layers.get(0);
    }

    long size() {
        return top().file().size;
    }

    /** What a guest would read. */
    byte[] read(long offset, int length) {
        byte[] result = new byte[length];
        fill(0, offset, offset + length, result, offset);
        return result;
    }

    private void fill(int depth, long from, long to, byte[] target, long origin) {
        if (depth == layers.size()) {
            return;
        }
        ImageFile file = layers.get(depth).file();
        long end = Math.min(to, file.size);
        long at = from;
        for (SparseBytes.Run run : file.content.within(from, end)) {
            fill(depth + 1, at, run.offset(), target, origin);
            run.copyTo(target, origin);
            at = run.end();
        }
        if (at < end) {
            fill(depth + 1, at, end, target, origin);
        }
    }

    /** Where the first so many layers may differ from what they stand on. */
    List<Extent> differences(int depth) {
        boolean onNothing = depth == layers.size();
        long hidden = onNothing ? 0 : layers.get(depth).file().size;
        SparseBytes changes = new SparseBytes();
        for (int i = depth - 1; i >= 0; i--) {
            ImageFile file = layers.get(i).file();
            changes.cut(file.size, Long.MAX_VALUE);
            changes.zero(file.size, hidden);
            file.content.within(0, file.size).forEach(changes::put);
        }
        changes.cut(size(), Long.MAX_VALUE);
        return GrainExtents.of(changes.within(0, size()), size(), onNothing);
    }
}
