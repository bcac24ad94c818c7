package io.kss.cli.config;

import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalLong;

/** A speed as people write it: {@code 100MB/s}, {@code 800Mbit/s}, {@code 12.5MiB/s}. */
public final class ByteRate {

    public static final String FORM = "a speed such as \"100MB/s\" or \"800Mbit/s\"";

    private static final Units UNITS = new Units(
            Map.ofEntries(
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
                    Map.entry("GiB", 8L << 30)),
            "/s");

    private ByteRate() {}

    /** Bytes per second, at least 1; empty if the text is no speed. */
    public static OptionalLong parse(String text) {
        return UNITS.amount(text)
                .map(bits -> Units.whole(bits.divide(BigDecimal.valueOf(8)), 1L << 50))
                .orElse(OptionalLong.empty());
    }
}
