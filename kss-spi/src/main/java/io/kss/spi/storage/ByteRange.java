package io.kss.spi.storage;

/**
 * Bytes of an object.
 *
 * @param offset the first byte, from 0
 * @param length how many bytes, or {@link #TO_END} for all from the offset on
 */
public record ByteRange(long offset, long length) {

    /** The length that means "up to the end of the object". */
    public static final long TO_END = -1;

    /** The whole object. */
    public static final ByteRange ALL = new ByteRange(0, TO_END);

    public ByteRange {
        if (offset < 0 || length < TO_END || length > Long.MAX_VALUE - offset) {
            throw new IllegalArgumentException("not a range: offset " + offset + ", length " + length);
        }
    }

    /** Whether the range ends with the object. */
    public boolean toEnd() {
        return length == TO_END;
    }
}
