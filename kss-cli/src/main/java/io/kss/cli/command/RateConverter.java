package io.kss.cli.command;

import io.kss.cli.config.ByteRate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A speed as an argument, in bytes per second. */
final class RateConverter implements ITypeConverter<Long> {

    @Override
    public Long convert(String text) {
        return ByteRate.parse(text).stream()
                .boxed()
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is not " + ByteRate.FORM));
    }
}
