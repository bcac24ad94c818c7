package io.kss.core.manifest;

import io.kss.spi.hypervisor.DiskImages;

/** How a disk is cut: regions of 64 grains of 64 KiB, so that one long is a mask over a region's grains. */
public final class Grains {

    /** Bytes of a grain. */
    public static final int SIZE = DiskImages.GRAIN;

    /** Grains of a region. */
    public static final int PER_REGION = 64;

    /** Bytes of a region: 4 MiB. */
    public static final int REGION_SIZE = SIZE * PER_REGION;

    private Grains() {}

    /** The offset on the disk of a region's first byte. */
    public static long offset(int region) {
        return (long) region * REGION_SIZE;
    }

    /** How many bytes the masked grains of a region hold on a disk of that size; only the disk's last grain is short. */
    public static int length(int region, long mask, long diskSize) {
        long total = 0;
        long rest = mask;
        while (rest != 0) {
            long start = offset(region) + (long) Long.numberOfTrailingZeros(rest) * SIZE;
            total += Math.max(0, Math.min(SIZE, diskSize - start));
            rest &= rest - 1;
        }
        return (int) total;
    }
}
