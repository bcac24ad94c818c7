package io.kss.cli.command;

import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The beginning of a snapshot's identity as an argument. */
final class SnapshotPrefix implements ITypeConverter<String> {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{4,32}");

    @Override
    public String convert(String text) {
        String prefix = text.toLowerCase(Locale.ROOT);
        if (!FORM.matcher(prefix).matches()) {
            throw new TypeConversionException("'" + text
                    + "' is not the beginning of a snapshot's id (4 to 32 hexadecimal digits; see kss list)");
        }
        return prefix;
    }
}
