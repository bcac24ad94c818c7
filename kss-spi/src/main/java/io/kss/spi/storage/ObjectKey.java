package io.kss.spi.storage;

import java.util.regex.Pattern;

/**
 * The name of an object in a store: segments of lower-case letters, digits, {@code . - _}, joined by slashes. No segment
 * starts or ends with a dot or is longer than 100 characters; the whole is at most 240 characters. Lower case only, and
 * no dot at the end, because some stores do not tell such names apart.
 *
 * <p>Many stores keep objects as files in folders. So one key is never another key's folder: nobody puts both {@code a}
 * and {@code a/b}, and a backend may refuse that with a plain {@link StorageException}.
 */
public record ObjectKey(String value) implements Comparable<ObjectKey> {

    private static final int MAX_LENGTH = 240;
    private static final String SEGMENT = "[a-z0-9_-]([a-z0-9._-]{0,98}[a-z0-9_-])?";
    private static final Pattern LEGAL = Pattern.compile(SEGMENT + "(/" + SEGMENT + ")*");

    /** @throws IllegalArgumentException if the value is not a legal key */
    public ObjectKey {
        if (value.length() > MAX_LENGTH || !LEGAL.matcher(value).matches()) {
            throw new IllegalArgumentException("not a legal object key: '" + value + "'");
        }
    }

    /**
     * Checks what {@link StorageBackend#list} is given: empty, or a legal key followed by a slash.
     *
     * @return the prefix
     * @throws IllegalArgumentException if it is anything else
     */
    public static String requirePrefix(String prefix) {
        boolean legal = prefix.isEmpty()
                || (prefix.endsWith("/")
                        && LEGAL.matcher(prefix.substring(0, prefix.length() - 1))
                                .matches());
        if (!legal) {
            throw new IllegalArgumentException("not a legal prefix: '" + prefix + "'");
        }
        return prefix;
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
