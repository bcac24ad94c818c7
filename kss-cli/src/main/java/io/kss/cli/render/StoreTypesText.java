package io.kss.cli.render;

import io.kss.spi.config.ConfigKey;
import io.kss.spi.storage.StorageProvider;
import java.util.ArrayList;
import java.util.List;

/** The kinds of stores and their keys, as people read them. */
public final class StoreTypesText {

    private StoreTypesText() {}

    /** One block per type; problems of plugins at the end. */
    public static List<String> lines(List<StorageProvider> types, List<String> problems) {
        List<String> lines = new ArrayList<>();
        for (StorageProvider provider : types) {
            lines.add(Human.safe(provider.type() + ": " + provider.summary()));
            TextTable table = new TextTable("KEY", "", "");
            provider.configKeys().forEach(key -> table.row(key.name(), need(key), Human.safe(key.doc())));
            table.lines().stream().skip(1).forEach(line -> lines.add("  " + line));
        }
        problems.forEach(problem -> lines.add("problem: " + Human.safe(problem)));
        return lines;
    }

    private static String need(ConfigKey key) {
        if (key.required()) {
            return "required";
        }
        String secret = key.secret() ? "secret, " : "";
        return secret + key.defaultValue().map(value -> "default " + value).orElse("optional");
    }
}
