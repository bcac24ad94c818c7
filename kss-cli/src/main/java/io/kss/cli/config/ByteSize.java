package io.kss.cli.config;

import java.util.Map;
import java.util.OptionalLong;

/** An amount of data as people write it: {@code 200GB}, {@code 1.5TiB}. */
final class ByteSize {

    static final String FORM = "an amount such as \"200GB\" or \"500MiB\"";

    private static final Units UNITS = new Units(
            Map.ofEntries(
                    Map.entry("B", 1L),
                    Map.entry("kB", 1_000L),
                    Map.entry("KB", 1_000L),
                    Map.entry("MB", 1_000_000L),
                    Map.entry("GB", 1_000_000_000L),
                    Map.entry("TB", 1_000_000_000_000L),
                    Map.entry("KiB", 1L << 10),
                    Map.entry("MiB", 1L << 20),
                    Map.entry("GiB", 1L << 30),
                    Map.entry("TiB", 1L << 40)),
            "");

    private ByteSize() {}

    /** Bytes, at least 1; empty if the text is no amount. */
    static OptionalLong parse(String text) {
        return UNITS.amount(text).map(size -> Units.whole(size, 1L << 60)).orElse(OptionalLong.empty());
    }
}
