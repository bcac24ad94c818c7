package io.kss.libvirt.image;

import static io.kss.spi.hypervisor.DiskImages.GRAIN;

import io.kss.libvirt.image.Layers.Meaning;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.Extent.Content;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Folds runs of any alignment, in ascending order and without gaps, into extents of whole grains. */
final class GrainFold {

    private final Queue<Extent> finished = new ArrayDeque<>();
    private final Set<Meaning> grain = EnumSet.noneOf(Meaning.class);
    private @Nullable Extent growing;
    private long grainStart;
    private long position;

    void add(long length, Meaning meaning) {
        long end = position + length;
        if (position > grainStart) {
            fillGrain(Math.min(end, grainStart + GRAIN), meaning);
        }
        if (position < end) {
            long whole = (end - position) / GRAIN * GRAIN;
            if (whole > 0) {
                grain.add(meaning);
                emit(whole);
            }
            if (position < end) {
                fillGrain(end, meaning);
            }
        }
    }

    /** The disk ends here. */
    void end() {
        if (position > grainStart) {
            long length = position - grainStart;
            position = grainStart;
            emit(length);
        }
        flush();
    }

    /** The next extent that is complete, or null. */
    @Nullable
    Extent poll() {
        return finished.poll();
    }

    private void fillGrain(long end, Meaning meaning) {
        grain.add(meaning);
        position = end;
        if (position == grainStart + GRAIN) {
            position = grainStart;
            emit(GRAIN);
        }
    }

    private void emit(long length) {
        @Nullable Content content = content();
        if (growing != null && (growing.end() != position || growing.content() != content)) {
            flush();
        }
        if (content != null) {
            growing = growing == null
                    ? new Extent(position, length, content)
                    : new Extent(growing.offset(), growing.length() + length, content);
        }
        position += length;
        grainStart = position;
        grain.clear();
    }

    /** A grain that is partly zeroed and partly as below has to be read as a whole. */
    private @Nullable Content content() {
        if (grain.contains(Meaning.DATA)) {
            return Content.DATA;
        }
        if (grain.contains(Meaning.ZERO)) {
            return grain.contains(Meaning.SAME) ? Content.DATA : Content.ZERO;
        }
        return null;
    }

    private void flush() {
        if (growing != null) {
            finished.add(growing);
            growing = null;
        }
    }
}
