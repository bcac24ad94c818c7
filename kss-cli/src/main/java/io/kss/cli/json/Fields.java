package io.kss.cli.json;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object of a document under construction; fields keep their order. */
public final class Fields {

    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    public Fields with(String name, @Nullable Object value) {
        values.put(name, value instanceof Fields fields ? fields.values : value);
        return this;
    }

    Map<String, @Nullable Object> values() {
        return values;
    }
}
