package io.kss.cli.command;

import io.kss.core.Keep;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A side of a conflict as an argument. */
final class KeepConverter implements ITypeConverter<Keep> {

    @Override
    public Keep convert(String text) {
        return switch (text) {
            case "local" -> Keep.LOCAL;
            case "remote" -> Keep.REMOTE;
            case "both" -> Keep.BOTH;
            default -> throw new TypeConversionException("must be local, remote or both, not '" + text + "'");
        };
    }
}
