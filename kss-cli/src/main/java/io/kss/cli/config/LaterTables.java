package io.kss.cli.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Keys of the configuration that this version knows but does not act on. They are checked all the same, told about
 * where somebody could rely on them, and refused where ignoring them would do harm.
 */
final class LaterTables {

    private LaterTables() {}

    static void check(Table root, List<String> warnings) throws ConfigurationException {
        retention(root.table("retention"), warnings);
        encryption(root.table("encryption"));
        peers(root.table("peers"));
    }

    private static void retention(Table table, List<String> warnings) throws ConfigurationException {
        table.only(List.of("keep", "max-chain"));
        OptionalInt keep = table.integer("keep", 1, Integer.MAX_VALUE);
        OptionalInt maxChain = table.integer("max-chain", 1, Integer.MAX_VALUE);
        if (keep.isPresent() || maxChain.isPresent()) {
            warnings.add("[retention] has no effect in this version: every snapshot is kept.");
        }
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

    private static void peers(Table peers) throws ConfigurationException {
        for (String name : peers.keys()) {
            Table peer = peers.table(name);
            peer.only(List.of("uri"));
            Optional<String> uri = peer.string("uri");
            if (uri.isEmpty()) {
                throw peer.wrong("uri", "is missing: it says how to reach that host's hypervisor");
            }
        }
    }
}
