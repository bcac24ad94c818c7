package io.kss.cli.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time span as people write it: {@code 90s}, {@code 3m}, {@code 1h30m}. */
public final class DurationText {

    /** For messages. */
    public static final String FORM = "a time such as 90s, 3m or 1h, at least 1s and at most 24h";

    private static final Pattern FORMAT = Pattern.compile("(?:(\\d{1,5})h)?\\s*(?:(\\d{1,6})m)?\\s*(?:(\\d{1,6})s)?");
    private static final Duration MAX = Duration.ofHours(24);

    private DurationText() {}

    /** Empty if the text is no time span, or one out of range. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = FORMAT.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Duration duration = Duration.ofHours(group(matcher, 1))
                .plusMinutes(group(matcher, 2))
                .plusSeconds(group(matcher, 3));
        return duration.isZero() || duration.compareTo(MAX) > 0 ? Optional.empty() : Optional.of(duration);
    }

    private static long group(Matcher matcher, int number) {
        String digits = matcher.group(number);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
