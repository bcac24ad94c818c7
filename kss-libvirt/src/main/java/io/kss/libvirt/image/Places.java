package io.kss.libvirt.image;

import static io.kss.spi.hypervisor.DiskImages.GRAIN;

import java.util.Arrays;

/** Where the grains of one part of a disk lie as they are, in one piece, in one of the files. */
final class Places {

    /** The grain has to be composed. */
    static final long NOWHERE = -1;

    private final long start;
    private final long diskSize;
    private final long[] offsets;
    private final short[] depths;

    /** @param start a multiple of the grain */
    Places(long start, long length, long diskSize) {
        this.start = start;
        this.diskSize = diskSize;
        this.offsets = new long[Math.toIntExact((length + GRAIN - 1) / GRAIN)];
        this.depths = new short[offsets.length];
        Arrays.fill(offsets, NOWHERE);
    }

    void add(MapPiece piece) {
        if (piece.offset() < 0 || !piece.data() || piece.zero() || piece.depth() > Short.MAX_VALUE) {
            return;
        }
        long first = (piece.start() + GRAIN - 1) / GRAIN * GRAIN;
        for (long grain = first; grain < piece.end() && grainEnd(grain) <= piece.end(); grain += GRAIN) {
            int index = index(grain);
            offsets[index] = piece.offset() + (grain - piece.start());
            depths[index] = (short) piece.depth();
        }
    }

    long offset(long position) {
        long place = offsets[index(position)];
        return place == NOWHERE ? NOWHERE : place + position % GRAIN;
    }

    int depth(long position) {
        return depths[index(position)];
    }

    private long grainEnd(long grain) {
        return Math.min(grain + GRAIN, diskSize);
    }

    private int index(long position) {
        return (int) ((position - start) / GRAIN);
    }
}
