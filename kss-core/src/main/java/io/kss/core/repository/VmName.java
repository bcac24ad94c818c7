package io.kss.core.repository;

import io.kss.core.failure.KssException;
import io.kss.core.failure.Reason;
import io.kss.core.identity.Sha256;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What a VM may be called: up to 64 letters and digits of any script, spaces and {@code . _ - + ( )}, beginning with a
 * letter or digit and not ending with a space or dot. Two names that differ in case only are one name.
 */
public final class VmName {

    private static final int LONGEST = 64;
    private static final String ALSO_LEGAL = " ._-+()";

    private VmName() {}

    /**
     * The name in its normal form (NFC).
     *
     * @throws KssException {@code WRONG_USAGE}, saying what is wrong with it
     */
    public static String checked(String name) throws KssException {
        String normal = Normalizer.normalize(name, Normalizer.Form.NFC);
        if (normal.isEmpty() || normal.codePointCount(0, normal.length()) > LONGEST) {
            throw refused(normal, "a name has 1 to " + LONGEST + " characters");
        }
        int first = normal.codePointAt(0);
        if (!Character.isLetterOrDigit(first)) {
            throw refused(normal, "a name begins with a letter or a digit");
        }
        OptionalInt illegal =
                normal.codePoints().filter(character -> !isLegal(character)).findFirst();
        if (illegal.isPresent()) {
            throw refused(
                    normal,
                    described(illegal.getAsInt()) + " can't be in it; letters, digits, spaces and . _ - + ( ) can");
        }
        if (normal.endsWith(" ") || normal.endsWith(".")) {
            throw refused(normal, "a name does not end with a space or a dot");
        }
        return normal;
    }

    /** What equal names have in common: the hash of the name in NFC and without differences of case. */
    static String key(String name) {
        String folded = Normalizer.normalize(name, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        return Sha256.hex(Normalizer.normalize(folded, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isLegal(int character) {
        int type = Character.getType(character);
        return Character.isLetterOrDigit(character)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || ALSO_LEGAL.indexOf(character) >= 0;
    }

    private static String described(int character) {
        return Character.isISOControl(character) ? "a control character" : "'" + Character.toString(character) + "'";
    }

    private static KssException refused(String name, String why) {
        return new KssException(
                Reason.WRONG_USAGE,
                "'" + name.replaceAll("\\p{Cntrl}", "?") + "' can't be the name of a VM here: " + why + ".",
                "virsh domrename gives the VM another name");
    }
}
