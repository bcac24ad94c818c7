package io.kss.core.identity;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** SHA-256 as it appears in keys and JSON: 64 lower-case hexadecimal digits. */
public final class Sha256 {

    private static final Pattern LEGAL = Pattern.compile("[0-9a-f]{64}");

    private Sha256() {}

    /** The hash of these bytes. */
    public static String hex(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * The value itself.
     *
     * @throws IllegalArgumentException if it has not the form of a hash
     */
    public static String checked(String value) {
        if (!LEGAL.matcher(value).matches()) {
            throw new IllegalArgumentException("not a SHA-256 hash: '" + value + "'");
        }
        return value;
    }
}
