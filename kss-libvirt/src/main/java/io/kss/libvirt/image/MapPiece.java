package io.kss.libvirt.image;

/**
 * One line of {@code qemu-img map}.
 *
 * @param start first byte on the disk
 * @param length in bytes
 * @param depth which file of the chain decides, 0 being the top
 * @param present whether that file itself says so, rather than lacking what it could stand on
 * @param zero whether it reads as zeroes
 * @param data whether bytes are stored for it
 * @param offset where in that file the bytes are, or -1 if they can't be read from there as they are
 */
record MapPiece(long start, long length, int depth, boolean present, boolean zero, boolean data, long offset) {

    /** The rest of it from a later first byte on. */
    MapPiece from(long later) {
        long skipped = later - start;
        return new MapPiece(later, length - skipped, depth, present, zero, data, offset < 0 ? -1 : offset + skipped);
    }

    long end() {
        return start + length;
    }
}
