package io.kss.libvirt.image;

import io.kss.spi.hypervisor.Extent;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The extents of some layers, computed while their map arrives. */
final class ExtentIterator implements Iterator<Extent> {

    private final Layers layers;
    private final LayerMap map;
    private final GrainFold fold = new GrainFold();
    private boolean ended;
    private @Nullable Extent next;

    private ExtentIterator(Layers layers, LayerMap map) {
        this.layers = layers;
        this.map = map;
    }

    static Stream<Extent> stream(Layers layers) throws HypervisorException {
        LayerMap map = LayerMap.of(layers.top().file(), MapCommand.whole(layers.files()));
        Iterator<Extent> extents = new ExtentIterator(layers, map);
        int traits = Spliterator.ORDERED | Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(extents, traits), false)
                .onClose(() -> closed(map));
    }

    @Override
    public boolean hasNext() {
        try {
            while (next == null && (next = fold.poll()) == null && !ended) {
                advance();
            }
            return next != null;
        } catch (HypervisorException e) {
            throw unchecked(e);
        }
    }

    @Override
    public Extent next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        Extent extent = next;
        next = null;
        return extent;
    }

    private void advance() throws HypervisorException {
        MapPiece piece = map.next();
        if (piece == null) {
            ended = true;
            fold.end();
            return;
        }
        long border = Math.min(Math.max(layers.belowSize(), piece.start()), piece.end());
        add(piece, piece.start(), border);
        add(piece, border, piece.end());
    }

    private void add(MapPiece piece, long start, long end) {
        if (start < end) {
            fold.add(end - start, layers.meaning(piece.from(start)));
        }
    }

    private static void closed(LayerMap map) {
        try {
            map.close();
        } catch (HypervisorException e) {
            throw unchecked(e);
        }
    }

    private static UncheckedIOException unchecked(HypervisorException e) {
        return new UncheckedIOException(new IOException(e.getMessage(), e));
    }
}
