package io.kss.spi.config;

/** A setting is missing or makes no sense. The message names the key, the reason, and what would be right. */
public final class ConfigException extends Exception {

    private static final long serialVersionUID = 1;

    private final String key;

    /** @param reason ends the sentence that starts with the key's name, e.g. "must be a port number, not 'abc'" */
    public ConfigException(String key, String reason) {
        super("'" + key + "' " + reason);
        this.key = key;
    }

    /** The key that is wrong, as the user wrote it. */
    public String key() {
        return key;
    }
}
