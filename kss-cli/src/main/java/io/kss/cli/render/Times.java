package io.kss.cli.render;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Points in time as people read them.
 *
 * @param zone where the reader is
 */
public record Times(ZoneId zone) {

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    /** {@code 2026-11-03 18:22}. */
    public String text(Instant time) {
        return FORMAT.format(time.atZone(zone));
    }
}
