package io.kss.libvirt.image;

import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.ImageInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Neighbouring layers of a chain, and how a piece of their map relates to what they stand on.
 *
 * @param files the layers, top first
 * @param belowSize the size of the disk below them, 0 if there is none
 */
record Layers(List<ImageInfo> files, long belowSize) {

    /** What a piece means to somebody who has what lies below, followed by zeroes for ever. */
    enum Meaning {
        /** There are bytes. */
        DATA,
        /** Zeroes, where what lies below may have something else. */
        ZERO,
        /** Zeroes, where there is nothing below. */
        NOTHING,
        /** As below. */
        SAME
    }

    static Layers of(Path top, Optional<Path> below) throws HypervisorException {
        List<ImageInfo> chain = Chain.of(top);
        if (below.isEmpty()) {
            return new Layers(chain, 0);
        }
        for (int depth = 1; depth < chain.size(); depth++) {
            if (chain.get(depth).file().equals(below.get())) {
                return new Layers(chain.subList(0, depth), chain.get(depth).virtualSize());
            }
        }
        throw new HypervisorException(
                Reason.DAMAGED, "image '" + top + "' does not stand on '" + below.get() + "', as it should");
    }

    ImageInfo top() {
        return files.get(0);
    }

    long size() {
        return top().virtualSize();
    }

    /**
     * The meaning of a piece that does not cross the end of the disk below. A layer that says nothing about a place
     * where the next one has ended already makes it read as zeroes, whatever the deeper ones hold there; so {@code
     * present} decides only at the lowest layer.
     */
    Meaning meaning(MapPiece piece) {
        boolean beyond = piece.start() >= belowSize;
        boolean lowest = piece.depth() == files.size() - 1;
        if (!piece.present() && lowest) {
            return beyond ? Meaning.NOTHING : Meaning.SAME;
        }
        if (piece.data() && !piece.zero()) {
            return Meaning.DATA;
        }
        return beyond ? Meaning.NOTHING : Meaning.ZERO;
    }
}
