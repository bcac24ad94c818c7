package io.kss.spi.config;

import java.util.Arrays;

/** A value that never shows in a message: {@link #toString} hides it. */
public final class Secret {

    private final char[] value;

    private Secret(char[] value) {
        this.value = value;
    }

    /** Takes a copy. */
    public static Secret of(CharSequence value) {
        return new Secret(value.toString().toCharArray());
    }

    /** A copy of the value, which the caller should overwrite after use. */
    public char[] reveal() {
        return value.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && Arrays.equals(value, secret.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
