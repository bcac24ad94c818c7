package io.kss.libvirt.image;

import static io.kss.spi.hypervisor.DiskImages.GRAIN;

import io.kss.libvirt.nbd.NbdExport;
import io.kss.libvirt.os.Failures;
import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.LayerReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what lies in the files as it is straight from there, which takes a fraction of the time, and has QEMU compose
 * the rest: compressed clusters, and grains of which only a part is in one place.
 */
final class QemuLayerReader implements LayerReader {

    private final Layers layers;
    private final PlaceCache places;
    private final LayerFiles files;
    private @Nullable NbdExport composed;
    private boolean closed;

    QemuLayerReader(Layers layers) {
        this.layers = layers;
        this.places = new PlaceCache(layers);
        this.files = new LayerFiles(layers.files());
    }

    @Override
    public long size() {
        return layers.size();
    }

    @Override
    public Stream<Extent> extents() throws HypervisorException {
        return ExtentIterator.stream(layers);
    }

    @Override
    public void read(long offset, ByteBuffer target) throws HypervisorException {
        Objects.checkFromIndexSize(offset, target.remaining(), layers.size());
        int end = target.limit();
        long position = offset;
        while (target.position() < end) {
            Places part = places.at(position);
            long place = part.offset(position);
            int depth = part.depth(position);
            long wanted = position + (end - target.position());
            long stop = Math.min(PlaceCache.partEnd(position), wanted);
            long next = (position / GRAIN + 1) * GRAIN;
            while (next < stop && continues(part, position, place, depth, next)) {
                next += GRAIN;
            }
            int length = (int) (Math.min(next, stop) - position);
            target.limit(target.position() + length);
            if (place == Places.NOWHERE) {
                composed().read(position, target);
            } else {
                readFile(depth, place, target);
            }
            target.limit(end);
            position += length;
        }
    }

    private static boolean continues(Places part, long position, long place, int depth, long next) {
        long there = part.offset(next);
        return place == Places.NOWHERE
                ? there == Places.NOWHERE
                : there == place + (next - position) && part.depth(next) == depth;
    }

    private void readFile(int depth, long place, ByteBuffer target) throws HypervisorException {
        try {
            files.read(depth, place, target);
        } catch (IOException e) {
            throw Failures.of("can't read image '" + layers.files().get(depth).file() + "'", e);
        }
    }

    private synchronized NbdExport composed() throws HypervisorException {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        if (composed == null) {
            composed = NbdExport.readOnly(layers.top().file(), layers.top().format());
        }
        return composed;
    }

    @Override
    public synchronized void close() throws HypervisorException {
        closed = true;
        try (files) {
            if (composed != null) {
                composed.close();
            }
        } catch (IOException e) {
            throw Failures.of("can't close image '" + layers.top().file() + "'", e);
        }
    }
}
