package io.kss.cli.terminal;

/**
 * Emphasis for a terminal; plain text elsewhere.
 *
 * @param enabled whether escape sequences may be written
 */
public record Style(boolean enabled) {

    /** No emphasis at all. */
    public static final Style PLAIN = new Style(false);

    public String bold(String text) {
        return wrapped("1", text);
    }

    public String good(String text) {
        return wrapped("32", text);
    }

    public String attention(String text) {
        return wrapped("33", text);
    }

    public String bad(String text) {
        return wrapped("31", text);
    }

    public String faint(String text) {
        return wrapped("2", text);
    }

    private String wrapped(String code, String text) {
        return enabled && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
