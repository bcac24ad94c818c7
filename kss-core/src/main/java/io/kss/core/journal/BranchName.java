package io.kss.core.journal;

import java.util.regex.Pattern;

/** What a branch may be called: 1 to 100 letters, digits and {@code . _ -} of ASCII, beginning with a letter or digit. */
public final class BranchName {

    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private BranchName() {}

    /** Whether a branch may have this name. */
    public static boolean isLegal(String name) {
        return LEGAL.matcher(name).matches();
    }
}
