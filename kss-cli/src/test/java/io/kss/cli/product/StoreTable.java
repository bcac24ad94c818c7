package io.kss.cli.product;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** The table of a configuration file that names the store. */
final class StoreTable {

    private StoreTable() {}

    static String directory(Path folder) {
        return of("directory", Map.of("path", folder.toString()));
    }

    static String of(String type, Map<String, String> settings) {
        return "[store]\ntype = \"" + type + "\"\n"
                + settings.entrySet().stream()
                        .map(entry -> entry.getKey() + " = \"" + entry.getValue() + "\"\n")
                        .collect(Collectors.joining());
    }
}
