package io.kss.cli.command;

import java.util.Optional;
import picocli.CommandLine.ITypeConverter;

/**
 * A VM at a snapshot as an argument: {@code VM@SNAPSHOT}, or {@code VM} alone for the newest. No VM that kss carries has
 * an {@code @} in its name.
 *
 * @param snapshot the beginning of its identity, or a branch
 */
record VmAtSnapshot(String vm, Optional<String> snapshot) {

    static final VmAtSnapshot NONE = new VmAtSnapshot("", Optional.empty());

    /** Reads it. */
    static final class Converter implements ITypeConverter<VmAtSnapshot> {
        @Override
        public VmAtSnapshot convert(String text) {
            int at = text.lastIndexOf('@');
            String vm = new VmName().convert(at < 0 ? text : text.substring(0, at));
            return new VmAtSnapshot(
                    vm, at < 0 ? Optional.empty() : Optional.of(new SnapshotName().convert(text.substring(at + 1))));
        }
    }
}
