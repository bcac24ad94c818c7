package io.kss.core.json;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object. Reading is strict: a missing field or one of another kind is an
 * {@link IllegalArgumentException} that names it. Not thread-safe while it is being filled.
 */
public final class JsonFields {

    private final Map<String, Object> fields;

    /** No fields yet. */
    public JsonFields() {
        this(new LinkedHashMap<>());
    }

    JsonFields(Map<String, Object> fields) {
        this.fields = fields;
    }

    Map<String, Object> all() {
        return fields;
    }

    public JsonFields put(String name, String value) {
        fields.put(name, value);
        return this;
    }

    public JsonFields put(String name, long value) {
        fields.put(name, value);
        return this;
    }

    public JsonFields put(String name, boolean value) {
        fields.put(name, value);
        return this;
    }

    public JsonFields put(String name, JsonFields value) {
        fields.put(name, value);
        return this;
    }

    /** Leaves the field out if there is no value. */
    public JsonFields put(String name, Optional<String> value) {
        value.ifPresent(present -> fields.put(name, present));
        return this;
    }

    /** Elements are strings or {@link JsonFields}. */
    public JsonFields put(String name, List<?> values) {
        fields.put(name, List.copyOf(values));
        return this;
    }

    /** The names of all fields. */
    public Set<String> names() {
        return Set.copyOf(fields.keySet());
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    public String text(String name) {
        return as(String.class, name, fields.get(name));
    }

    public Optional<String> optionalText(String name) {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    public long number(String name) {
        return as(Long.class, name, fields.get(name));
    }

    /** A number from 0 up to the most given. */
    public long number(String name, long most) {
        long number = number(name);
        if (number < 0 || number > most) {
            throw new IllegalArgumentException("its field '" + name + "' is " + number);
        }
        return number;
    }

    public boolean truth(String name) {
        return as(Boolean.class, name, fields.get(name));
    }

    public JsonFields object(String name) {
        return as(JsonFields.class, name, fields.get(name));
    }

    public List<JsonFields> objects(String name) {
        return list(name, JsonFields.class);
    }

    public List<String> texts(String name) {
        return list(name, String.class);
    }

    private <T> List<T> list(String name, Class<T> kind) {
        List<?> elements = as(List.class, name, fields.get(name));
        return elements.stream().<T>map(element -> as(kind, name, element)).toList();
    }

    private static <T> T as(Class<T> kind, String name, @Nullable Object value) {
        if (!kind.isInstance(value)) {
            throw new IllegalArgumentException(
                    "its field '" + name + "' is " + (value == null ? "missing" : "of the wrong kind"));
        }
        return kind.cast(value);
    }
}
