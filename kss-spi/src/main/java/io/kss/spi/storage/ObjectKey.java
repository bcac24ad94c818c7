package io.kss.spi.storage;

import java.util.regex.Pattern;

/**
 * The name of an object in a store: segments of lower-case letters, digits, {@code . - _}, joined by slashes. No segment
 * starts with a dot or is longer than 100 characters; the whole is at most 240 characters. Lower case only, because
 * some stores do not tell cases apart.
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {

    private static final int MAX_LENGTH = 240;
    private static final Pattern LEGAL = Pattern.compile("[a-z0-9_-][a-z0-9._-]{0,99}(/[a-z0-9_-][a-z0-9._-]{0,99})*");

    /** @throws IllegalArgumentException if the value is not a legal key */
    public ObjectKey {
        if (value.length() > MAX_LENGTH || !LEGAL.matcher(value).matches()) {
            throw new IllegalArgumentException("not a legal object key: '" + value + "'");
        }
    }

    /** The key {@code this/name}. */
    public ObjectKey child(String name) {
        return new ObjectKey(value + "/" + name);
    }

    /** The last segment. */
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    @Override
    public int compareTo(ObjectKey other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
