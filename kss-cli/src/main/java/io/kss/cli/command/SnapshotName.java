package io.kss.cli.command;

import io.kss.core.journal.BranchName;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A snapshot as an argument: the beginning of its identity, or the branch whose tip it is. */
final class SnapshotName implements ITypeConverter<String> {

    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-fA-F]+");
    private static final int SHORTEST = 4;
    private static final int LONGEST = 32;

    @Override
    public String convert(String text) {
        if (HEXADECIMAL.matcher(text).matches()) {
            if (text.length() >= SHORTEST && text.length() <= LONGEST) {
                return text.toLowerCase(Locale.ROOT);
            }
        } else if (BranchName.isLegal(text)) {
            return text;
        }
        throw new TypeConversionException("'" + text
                + "' is neither the beginning of a snapshot's id (4 to 32 hexadecimal digits; see kss list)"
                + " nor the name of a branch");
    }
}
