package io.kss.cli.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A VM's name as an argument. Refuses what no VM can be called, before anything is looked for. */
final class VmName implements ITypeConverter<String> {

    private static final int MAX_LENGTH = 255;

    @Override
    public String convert(String text) {
        if (text.isBlank()) {
            throw new TypeConversionException("a VM's name must not be empty");
        }
        if (text.startsWith("-")) {
            throw new TypeConversionException("a VM's name does not start with a dash: '" + text + "'");
        }
        if (text.length() > MAX_LENGTH) {
            throw new TypeConversionException("a VM's name is at most " + MAX_LENGTH + " characters long");
        }
        if (text.indexOf('/') >= 0 || text.chars().anyMatch(Character::isISOControl)) {
            throw new TypeConversionException("a VM's name has no slashes and no control characters");
        }
        return text;
    }
}
