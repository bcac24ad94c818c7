package io.kss.cli.config;

import java.util.List;

/**
 * Keys of the configuration that this version knows but does not act on. They are checked all the same, and refused
 * where ignoring them would do harm.
 */
final class LaterTables {

    private LaterTables() {}

    static void check(Table root) throws ConfigurationException {
        encryption(root.table("encryption"));
    }

    private static void encryption(Table table) throws ConfigurationException {
        table.only(List.of("required", "key-file"));
        // Whoever asks for encryption must not end up with plain data on the store.
        if (table.flag("required").orElse(false)) {
            throw table.wrong("required", "asks for encryption, which this version does not have; nothing was sent");
        }
        if (table.string("key-file").isPresent()) {
            throw table.wrong("key-file", "asks for encryption, which this version does not have; nothing was sent");
        }
    }
}
