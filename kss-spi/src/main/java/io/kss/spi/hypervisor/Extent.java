package io.kss.spi.hypervisor;

/**
 * A run of bytes of a disk.
 *
 * @param offset first byte, from 0
 * @param length number of bytes, at least 1
 * @param content what is there
 */
public record Extent(long offset, long length, Content content) {

    public Extent {
        if (offset < 0 || length < 1) {
            throw new IllegalArgumentException("not an extent: offset " + offset + ", length " + length);
        }
    }

    /** The byte after the last. */
    public long end() {
        return offset + length;
    }

    /** What a run of bytes holds. */
    public enum Content {
        DATA,
        /** Reads as zeroes, whatever lies below. */
        ZERO
    }
}
