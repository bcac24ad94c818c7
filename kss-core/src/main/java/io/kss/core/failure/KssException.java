package io.kss.core.failure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The library did not do what it was asked. The message is a whole sentence for the user: what was found and why it
 * matters. Facts are the same for a program; ways out are complete commands or actions, the best first.
 */
public final class KssException extends Exception {

    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final transient Map<String, String> facts;
    private final transient List<String> waysOut;

    public KssException(Reason reason, String message, String... waysOut) {
        this(reason, message, null, Map.of(), List.of(waysOut));
    }

    public KssException(Reason reason, String message, @Nullable Throwable cause, String... waysOut) {
        this(reason, message, cause, Map.of(), List.of(waysOut));
    }

    private KssException(
            Reason reason, String message, @Nullable Throwable cause, Map<String, String> facts, List<String> waysOut) {
        super(message, cause);
        this.reason = reason;
        this.facts = facts;
        this.waysOut = waysOut;
    }

    /** The same with one more fact; names are stable, lower-case with dashes. */
    public KssException with(String fact, Object value) {
        Map<String, String> more = new LinkedHashMap<>(facts);
        more.put(fact, value.toString());
        KssException copy = new KssException(reason, message(), getCause(), more, waysOut);
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /** The same with these ways out instead. */
    public KssException withWaysOut(List<String> ways) {
        KssException copy = new KssException(reason, message(), getCause(), facts, List.copyOf(ways));
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    public Reason reason() {
        return reason;
    }

    /** The message, never null. */
    public String message() {
        return String.valueOf(getMessage());
    }

    public Map<String, String> facts() {
        return Map.copyOf(facts);
    }

    public List<String> waysOut() {
        return waysOut;
    }
}
