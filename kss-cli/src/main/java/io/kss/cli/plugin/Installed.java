package io.kss.cli.plugin;

import io.kss.cli.config.ConfigurationException;
import io.kss.cli.config.PluginTable;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;

/** Every provider of one kind, by type. A provider that fails to load is a noted problem and harms no other. */
final class Installed<P> {

    /** A provider file full of nonsense must not keep us busy for ever. */
    private static final int MAX_FAILURES = 50;

    private static final String OWN = "kss itself";

    private final Class<P> kind;
    private final Function<P, String> typeOf;
    private final List<String> problems;
    private final Map<String, List<Entry<P>>> entries = new TreeMap<>();

    private record Entry<P>(P provider, String origin) {}

    Installed(Class<P> kind, Function<P, String> typeOf, List<String> problems) {
        this.kind = kind;
        this.typeOf = typeOf;
        this.problems = problems;
    }

    void addFrom(ClassLoader loader) {
        String origin = loader instanceof URLClassLoader plugin ? String.valueOf(plugin.getName()) : OWN;
        Iterator<P> found = ServiceLoader.load(kind, loader).iterator();
        int failures = 0;
        while (failures < MAX_FAILURES) {
            try {
                if (!found.hasNext()) {
                    return;
                }
                add(found.next(), origin);
            } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
                failures++;
                problems.add("The plugin " + origin + " can't be loaded: " + Breakage.reason(e) + ".");
            }
        }
    }

    boolean isEmpty(ClassLoader loader) {
        return entries.values().stream()
                .flatMap(List::stream)
                .noneMatch(entry -> entry.provider().getClass().getClassLoader() == loader);
    }

    private void add(P provider, String origin) {
        entries.computeIfAbsent(typeOf.apply(provider), type -> new ArrayList<>())
                .add(new Entry<>(provider, origin));
    }

    /** Those that can be used: of types that are offered once. Offers of one type twice become problems. */
    List<P> all() {
        List<P> usable = new ArrayList<>();
        entries.forEach((type, offers) -> {
            if (offers.size() == 1) {
                usable.add(offers.get(0).provider());
            } else {
                problems.add(offeredTwice(type, offers) + ".");
            }
        });
        return usable;
    }

    P named(PluginTable table) throws ConfigurationException {
        List<Entry<P>> offers = entries.getOrDefault(table.type(), List.of());
        if (offers.size() == 1) {
            return offers.get(0).provider();
        }
        if (offers.size() > 1) {
            throw table.unknownType("is not clear: " + offeredTwice(table.type(), offers) + "; remove all but one");
        }
        String broken =
                problems.isEmpty() ? "" : ". " + String.join(" ", problems).replaceAll("\\.$", "");
        throw table.unknownType("names the type \"" + table.type() + "\", which is not installed; there is "
                + (entries.isEmpty() ? "none" : String.join(", ", entries.keySet())) + broken);
    }

    private String offeredTwice(String type, List<Entry<P>> offers) {
        return "the type \"" + type + "\" is offered by "
                + String.join(" and by ", offers.stream().map(Entry::origin).toList());
    }
}
