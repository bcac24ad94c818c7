package io.kss.cli.render;

import java.time.Duration;
import java.util.Locale;

/** Amounts and names as people read them. */
public final class Human {

    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};

    private Human() {}

    /** {@code 0 B}, {@code 999 B}, {@code 1.2 kB}, {@code 42 MB}, {@code 1.3 TB}: decimal units. */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return Math.max(0, bytes) + " B";
        }
        double value = bytes;
        int unit = -1;
        // 999.5 would be printed as 1000
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }

    /** {@code 85 MB/s}. */
    public static String rate(double bytesPerSecond) {
        return bytes(Math.round(bytesPerSecond)) + "/s";
    }

    /** {@code 1,234}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code under 1 s}, {@code 12 s}, {@code 3 min 5 s}, {@code 2 h 10 min}. */
    public static String duration(Duration duration) {
        long seconds = Math.round(duration.toMillis() / 1000.0);
        if (seconds < 1) {
            return "under 1 s";
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        long minutes = seconds / 60;
        if (minutes < 60) {
            return minutes + " min" + (seconds % 60 == 0 || minutes >= 10 ? "" : " " + seconds % 60 + " s");
        }
        return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }

    /** {@code 1 snapshot}, {@code 2 snapshots}. */
    public static String counted(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** Text from elsewhere without control characters, which could tell a terminal to do things. */
    public static String safe(String text) {
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints()
                .map(c ->
                        c == '\n' || !(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) ? c : '?')
                .forEach(result::appendCodePoint);
        return result.toString();
    }
}
