package io.kss.libvirt.image;

import io.kss.spi.hypervisor.HypervisorException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The places of the parts of a disk that were read last. Memory is bounded, whatever the disk's size. Thread-safe. */
final class PlaceCache {

    /** One call of QEMU tells the places of this much; about 160 KiB of memory. */
    private static final long PART = 1L << 30;

    private static final int PARTS = 64;

    private final Layers layers;
    private final Map<Long, Places> parts = new LinkedHashMap<>(PARTS, 0.75f, true);

    PlaceCache(Layers layers) {
        this.layers = layers;
    }

    synchronized Places at(long position) throws HypervisorException {
        long start = position / PART * PART;
        Places places = parts.get(start);
        if (places == null) {
            if (parts.size() == PARTS) {
                parts.remove(parts.keySet().iterator().next());
            }
            places = load(start);
            parts.put(start, places);
        }
        return places;
    }

    /** The end of the part that a position is in. */
    static long partEnd(long position) {
        return (position / PART + 1) * PART;
    }

    private Places load(long start) throws HypervisorException {
        long length = Math.min(PART, layers.size() - start);
        Places places = new Places(start, length, layers.size());
        try (LayerMap map = LayerMap.of(layers.top().file(), MapCommand.part(layers.files(), start, length))) {
            for (@Nullable MapPiece piece = map.next(); piece != null; piece = map.next()) {
                places.add(piece);
            }
        }
        return places;
    }
}
