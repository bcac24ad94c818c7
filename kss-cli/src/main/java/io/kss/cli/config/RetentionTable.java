package io.kss.cli.config;

import io.kss.core.retention.Retention;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The table {@code [retention]}: which snapshots stay. */
final class RetentionTable {

    private static final int MOST = 10_000;

    private RetentionTable() {}

    static Retention read(Table table) throws ConfigurationException {
        table.only(List.of("keep", "daily", "weekly", "monthly", "max-chain", "max-size"));
        Retention usual = Retention.DEFAULT;
        return new Retention(
                table.integer("keep", 1, MOST).orElse(usual.keep()),
                table.integer("daily", 0, MOST).orElse(usual.daily()),
                table.integer("weekly", 0, MOST).orElse(usual.weekly()),
                table.integer("monthly", 0, MOST).orElse(usual.monthly()),
                table.integer("max-chain", 2, Retention.LONGEST_CHAIN).orElse(usual.maxChain()),
                size(table));
    }

    private static OptionalLong size(Table table) throws ConfigurationException {
        Optional<String> text = table.string("max-size");
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong size = ByteSize.parse(text.get());
        if (size.isEmpty()) {
            throw table.wrong("max-size", "must be " + ByteSize.FORM + ", not \"" + text.get() + "\"");
        }
        return size;
    }
}
