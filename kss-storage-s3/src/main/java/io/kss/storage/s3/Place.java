package io.kss.storage.s3;

import io.kss.spi.storage.ObjectKey;
import java.util.Optional;

/**
 * Where in which bucket the objects are.
 *
 * @param prefix empty, or ends with a slash
 * @param host for messages
 */
record Place(String bucket, String prefix, String host) {

    /** Below it is what is not an object of ours; no legal key starts like this, so listings leave it out. */
    private static final String HIDDEN = ".kss/";

    String name(ObjectKey key) {
        return prefix + key.value();
    }

    String hidden(String name) {
        return prefix + HIDDEN + name;
    }

    /** The key of a name that a listing gave, or empty if it is none of ours. */
    Optional<ObjectKey> key(String name) {
        if (!name.startsWith(prefix)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ObjectKey(name.substring(prefix.length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** For messages. */
    @Override
    public String toString() {
        String path = prefix.isEmpty() ? "" : "/" + prefix.substring(0, prefix.length() - 1);
        return "s3://" + bucket + path + " at " + host;
    }
}
