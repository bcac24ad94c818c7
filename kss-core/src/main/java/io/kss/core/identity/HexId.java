package io.kss.core.identity;

import java.util.regex.Pattern;

/** The one form that all random identities have: 128 bits as 32 lower-case hexadecimal digits. */
final class HexId {

    private static final Pattern LEGAL = Pattern.compile("[0-9a-f]{32}");

    private HexId() {}

    static String checked(String what, String value) {
        if (!LEGAL.matcher(value).matches()) {
            throw new IllegalArgumentException("not a " + what + " id: '" + value + "'");
        }
        return value;
    }
}
