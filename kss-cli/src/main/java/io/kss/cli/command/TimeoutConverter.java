package io.kss.cli.command;

import io.kss.cli.config.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time span as an argument. */
final class TimeoutConverter implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        return DurationText.parse(text)
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is not " + DurationText.FORM));
    }
}
