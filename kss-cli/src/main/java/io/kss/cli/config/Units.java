package io.kss.cli.config;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number with a unit, as people write it: {@code 1.5TiB}.
 *
 * @param units how much one of each unit is
 * @param suffix what follows the unit
 */
record Units(Map<String, Long> units, String suffix) {

    private static final Pattern FORMAT = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,3})?)\\s*([A-Za-z]+)");

    /** How much a text says; empty if it says nothing of this kind. */
    Optional<BigDecimal> amount(String text) {
        String stripped = text.strip();
        if (!stripped.endsWith(suffix)) {
            return Optional.empty();
        }
        Matcher matcher = FORMAT.matcher(stripped.substring(0, stripped.length() - suffix.length()));
        return matcher.matches()
                ? Optional.ofNullable(units.get(matcher.group(2)))
                        .map(unit -> new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit)))
                : Optional.empty();
    }

    /** An amount as a whole number, if it is from 1 to a limit. */
    static OptionalLong whole(BigDecimal amount, long limit) {
        boolean sensible = amount.compareTo(BigDecimal.ONE) >= 0 && amount.compareTo(BigDecimal.valueOf(limit)) <= 0;
        return sensible ? OptionalLong.of(amount.longValue()) : OptionalLong.empty();
    }
}
