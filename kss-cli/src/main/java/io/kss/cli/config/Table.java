package io.kss.cli.config;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** One table of a configuration file. Reading a key as something that it is not says so, with its place. */
public final class Table {

    private final ConfigSource source;
    private final String path;
    private final Map<String, Object> values;

    Table(ConfigSource source, String path, Map<String, Object> values) {
        this.source = source;
        this.path = path;
        this.values = values;
    }

    public Set<String> keys() {
        return values.keySet();
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** Refuses every key that is not among the known ones. */
    public void only(Collection<String> known) throws ConfigurationException {
        for (String key : values.keySet()) {
            if (!known.contains(key)) {
                throw unknown(key, known);
            }
        }
    }

    public Optional<String> string(String key) throws ConfigurationException {
        Object value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            throw wrong(key, "must be text in quotes, not " + kind(value));
        }
        if (text.isBlank()) {
            throw wrong(key, "must not be empty");
        }
        return Optional.of(text);
    }

    /** Text, a whole number, or true or false: what plugins take. */
    public Optional<String> scalar(String key) throws ConfigurationException {
        Object value = values.get(key);
        if (value instanceof BigInteger || value instanceof Boolean) {
            return Optional.of(value.toString());
        }
        if (value != null && !(value instanceof String)) {
            throw wrong(key, "must be text, a whole number, true or false, not " + kind(value));
        }
        return string(key);
    }

    /** A whole number within bounds, both inclusive. */
    public OptionalInt integer(String key, int min, int max) throws ConfigurationException {
        Object value = values.get(key);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value instanceof BigInteger number
                && number.compareTo(BigInteger.valueOf(min)) >= 0
                && number.compareTo(BigInteger.valueOf(max)) <= 0) {
            return OptionalInt.of(number.intValueExact());
        }
        String found = value instanceof BigInteger ? value.toString() : kind(value);
        throw wrong(key, "must be a whole number from " + min + " to " + max + ", not " + found);
    }

    public Optional<Boolean> flag(String key) throws ConfigurationException {
        Object value = values.get(key);
        if (value != null && !(value instanceof Boolean)) {
            throw wrong(key, "must be true or false, without quotes, not " + kind(value));
        }
        return Optional.ofNullable((Boolean) value);
    }

    public List<String> strings(String key) throws ConfigurationException {
        Object value = values.get(key);
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof String text) {
                    texts.add(text);
                }
            }
            if (texts.size() == list.size()) {
                return texts;
            }
        }
        throw wrong(key, "must be a list of texts, such as [\"vdb\", \"vdc\"]");
    }

    /** The table under a key; an empty one if there is none. */
    public Table table(String key) throws ConfigurationException {
        Object value = values.getOrDefault(key, Map.of());
        if (!(value instanceof Map<?, ?> map)) {
            throw wrong(key, "must be a table: write [" + pathOf(key) + "] on a line of its own");
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((name, element) -> copy.put((String) name, element));
        return new Table(source, pathOf(key), copy);
    }

    /**
     * The refusal of a key's value.
     *
     * @param reason ends the sentence that starts with the key's name, without a full stop
     */
    public ConfigurationException wrong(String key, String reason) {
        OptionalInt line = source.lineOf(pathOf(key));
        OptionalInt place = line.isPresent() || path.isEmpty() ? line : source.lineOf(path);
        return ConfigurationException.at(source, place, Optional.of(pathOf(key)), reason);
    }

    /** The refusal of a key that is not among the known ones, with a guess at what was meant. */
    public ConfigurationException unknown(String key, Collection<String> known) {
        String help = Nearest.to(key, known)
                .map(near -> "; the nearest known one is '" + pathOf(near) + "'")
                .orElseGet(() -> known.isEmpty() ? "" : "; known here: " + String.join(", ", sorted(known)));
        return wrong(key, "is not a known key" + help);
    }

    String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static List<String> sorted(Collection<String> names) {
        return names.stream().sorted().toList();
    }

    private static String kind(Object value) {
        if (value instanceof String) {
            return "text";
        }
        if (value instanceof Boolean) {
            return "true or false";
        }
        if (value instanceof Number) {
            return "a number";
        }
        return value instanceof List ? "a list" : "a table";
    }
}
