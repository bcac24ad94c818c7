package io.kss.core.chunk;

import io.kss.core.identity.IdSource;
import io.kss.spi.storage.ObjectKey;
import java.util.regex.Pattern;

/** Identifies a pack. Random, and never used again for other content. */
public record PackId(String value) implements Comparable<PackId> {

    /** The folder of all packs, as a prefix for listings. */
    static final String FOLDER = "packs/";

    private static final Pattern LEGAL = Pattern.compile("[0-9a-f]{32}");

    /** @throws IllegalArgumentException if the value is not 32 lower-case hexadecimal digits */
    public PackId {
        if (!isLegal(value)) {
            throw new IllegalArgumentException("not a pack id: '" + value + "'");
        }
    }

    static boolean isLegal(String value) {
        return LEGAL.matcher(value).matches();
    }

    /** A new identity. */
    public static PackId next(IdSource ids) {
        return new PackId(ids.next());
    }

    /** Where the pack is in the store. */
    public ObjectKey key() {
        return new ObjectKey(FOLDER + value.substring(0, 2) + "/" + value);
    }

    @Override
    public int compareTo(PackId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
