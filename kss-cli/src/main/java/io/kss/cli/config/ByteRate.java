package io.kss.cli.config;

import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A speed as people write it: {@code 100MB/s}, {@code 800Mbit/s}, {@code 12.5MiB/s}. */
final class ByteRate {

    static final String FORM = "a speed such as \"100MB/s\" or \"800Mbit/s\"";

    private static final Pattern FORMAT = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,3})?)\\s*([A-Za-z]+)/s");
    private static final Map<String, Long> BITS = Map.ofEntries(
            Map.entry("bit", 1L),
            Map.entry("kbit", 1_000L),
            Map.entry("Mbit", 1_000_000L),
            Map.entry("Gbit", 1_000_000_000L),
            Map.entry("B", 8L),
            Map.entry("kB", 8_000L),
            Map.entry("KB", 8_000L),
            Map.entry("MB", 8_000_000L),
            Map.entry("GB", 8_000_000_000L),
            Map.entry("KiB", 8L << 10),
            Map.entry("MiB", 8L << 20),
            Map.entry("GiB", 8L << 30));

    private ByteRate() {}

    /** Bytes per second, at least 1; empty if the text is no speed. */
    static OptionalLong parse(String text) {
        Matcher matcher = FORMAT.matcher(text.strip());
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        Long bits = BITS.get(matcher.group(2));
        if (bits == null) {
            return OptionalLong.empty();
        }
        BigDecimal rate = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(bits))
                .divide(BigDecimal.valueOf(8));
        boolean sensible = rate.compareTo(BigDecimal.ONE) >= 0 && rate.compareTo(BigDecimal.valueOf(1L << 50)) <= 0;
        return sensible ? OptionalLong.of(rate.longValue()) : OptionalLong.empty();
    }
}
