package io.kss.core.operation;

import io.kss.core.manifest.Grains;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.hypervisor.LayerWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Writes what several layers add up to into one new layer, and compares the two. Costs what the layers hold. */
final class LayerCopy {

    private final DiskImages images;
    private final Path top;
    private final Path below;
    private final LongConsumer progress;

    /**
     * Of the layers from a top file down to, but without, another.
     *
     * @param progress is told how many bytes more were written, or compared
     */
    LayerCopy(DiskImages images, Path top, Path below, LongConsumer progress) {
        this.progress = progress;
        this.images = images;
        this.top = top;
        this.below = below;
    }

    /** Fills a new file, durably. */
    void into(Path file) throws HypervisorException, InterruptedException {
        try (LayerReader reader = images.openLayer(top, Optional.of(below));
                LayerWriter writer = images.createLayer(file, reader.size(), Optional.of(below))) {
            ByteBuffer buffer = ByteBuffer.allocate(Grains.REGION_SIZE);
            for (Extent extent : extents(reader)) {
                if (extent.content() == Extent.Content.ZERO) {
                    writer.zero(extent.offset(), extent.length());
                } else {
                    for (long at = extent.offset(); at < extent.end(); at += buffer.capacity()) {
                        requireNotInterrupted();
                        read(reader, at, extent.end(), buffer);
                        progress.accept(buffer.remaining());
                        writer.write(at, buffer);
                    }
                }
            }
            writer.flush();
        }
    }

    /** Whether a file shows the same on top of what lies below, and says something in the same places only. */
    boolean isSame(Path file) throws HypervisorException, InterruptedException {
        try (LayerReader one = images.openLayer(top, Optional.of(below));
                LayerReader other = images.openLayer(file, Optional.of(below))) {
            List<Extent> wanted = extents(one);
            return one.size() == other.size()
                    && covers(wanted, extents(other))
                    && covers(extents(other), wanted)
                    && sameBytes(one, other, wanted);
        }
    }

    private boolean sameBytes(LayerReader one, LayerReader other, List<Extent> extents)
            throws HypervisorException, InterruptedException {
        ByteBuffer here = ByteBuffer.allocate(Grains.REGION_SIZE);
        ByteBuffer there = ByteBuffer.allocate(Grains.REGION_SIZE);
        for (Extent extent : extents) {
            for (long at = extent.offset(); at < extent.end(); at += here.capacity()) {
                requireNotInterrupted();
                read(one, at, extent.end(), here);
                read(other, at, extent.end(), there);
                if (!here.equals(there)) {
                    return false;
                }
                progress.accept(here.remaining());
            }
        }
        return true;
    }

    /** Whether every place of the second list is in the first. Both ascend. */
    private static boolean covers(List<Extent> all, List<Extent> some) {
        int next = 0;
        for (Extent each : some) {
            long at = each.offset();
            while (at < each.end()) {
                while (next < all.size() && all.get(next).end() <= at) {
                    next++;
                }
                if (next == all.size() || all.get(next).offset() > at) {
                    return false;
                }
                at = all.get(next).end();
            }
        }
        return true;
    }

    private static void read(LayerReader reader, long at, long end, ByteBuffer buffer) throws HypervisorException {
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
        reader.read(at, buffer);
        buffer.flip();
    }

    private static List<Extent> extents(LayerReader reader) throws HypervisorException {
        List<Extent> extents = new ArrayList<>();
        try (Stream<Extent> stream = reader.extents()) {
            stream.forEach(extents::add);
        } catch (UncheckedIOException e) {
            throw new HypervisorException(
                    HypervisorException.Reason.FAILED, "What a layer holds can't be found out: " + e.getMessage(), e);
        }
        return extents;
    }

    private static void requireNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
