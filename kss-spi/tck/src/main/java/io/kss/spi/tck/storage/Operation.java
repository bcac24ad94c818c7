package io.kss.spi.tck.storage;

/**
 * One call of a backend's method.
 *
 * @param kind which method
 * @param key the object's key, or the listing's prefix, or empty
 * @param number how many operations of any kind the connection has begun, this one included: from 1
 * @param numberOfKind how many operations of this kind, this one included: from 1
 */
public record Operation(Kind kind, String key, long number, long numberOfKind) {

    /** The methods of a backend. */
    public enum Kind {
        /** {@code put} with any condition. */
        PUT,
        /** {@code read}, up to the end of its stream. */
        READ,
        /** {@code stat}. */
        STAT,
        /** {@code list}, up to the end of its stream. */
        LIST,
        /** {@code delete}. */
        DELETE,
        /** {@code space}. */
        SPACE
    }

    @Override
    public String toString() {
        return kind + " '" + key + "' (operation " + number + ")";
    }
}
