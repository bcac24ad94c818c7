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
            provider.configKeys().forEach(key -> table.row(Human.safe(key.name()), need(key), Human.safe(key.doc())));
            table.lines().stream().skip(1).forEach(line -> lines.add("  " + line));
        }
        if (types.stream().flatMap(provider -> provider.configKeys().stream()).anyMatch(ConfigKey::secret)) {
            lines.add("A secret KEY is given as KEY-file (a file that holds it) or KEY-env (an environment variable).");
        }
        problems.forEach(problem -> lines.add("problem: " + Human.safe(problem)));
        return lines;
    }

    private static String need(ConfigKey key) {
        String need = key.required()
                ? "required"
                : key.defaultValue()
                        .map(value -> "default " + Human.safe(value))
                        .orElse("optional");
        return key.secret() ? need + ", secret" : need;
    }
}
