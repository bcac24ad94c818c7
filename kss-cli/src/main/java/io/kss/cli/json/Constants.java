package io.kss.cli.json;

import java.util.Locale;

/** The names of constants in documents. */
final class Constants {

    private Constants() {}

    /** {@code ONLY_HERE} becomes {@code only-here}. */
    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
