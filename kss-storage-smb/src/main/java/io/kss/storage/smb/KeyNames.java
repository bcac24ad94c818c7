package io.kss.storage.smb;

import io.kss.spi.storage.ObjectKey;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the file of a key is called, and back. Keys have lower-case letters only and no dot at an end, so servers that fold
 * case or drop dots keep them apart. But Windows takes {@code con}, {@code nul.txt} and the like for devices, in every
 * folder: such a part gets an equals sign in front, which no key has.
 */
final class KeyNames {

    private static final Pattern DEVICE = Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");
    private static final char MARK = '=';

    private KeyNames() {}

    /** The path in the store, with backslashes, of a key, of a prefix with its slash at the end, or of nothing. */
    static String path(String key) {
        StringBuilder path = new StringBuilder();
        for (String part : key.split("/", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            path.append(path.isEmpty() ? "" : "\\");
            if (DEVICE.matcher(part).matches()) {
                path.append(MARK);
            }
            path.append(part);
        }
        return path.toString();
    }

    /** The key of a path in the store, or empty if it is nobody's. */
    static Optional<ObjectKey> key(String path) {
        StringBuilder key = new StringBuilder();
        for (String part : path.split("\\\\", -1)) {
            key.append(key.isEmpty() ? "" : "/");
            key.append(!part.isEmpty() && part.charAt(0) == MARK ? part.substring(1) : part);
        }
        try {
            ObjectKey found = new ObjectKey(key.toString());
            return path(found.value()).equals(path) ? Optional.of(found) : Optional.empty();
        } catch (IllegalArgumentException notOurs) {
            return Optional.empty();
        }
    }

    /** The folder that a path is in; empty for the uppermost. */
    static String parent(String path) {
        int end = path.lastIndexOf('\\');
        return end < 0 ? "" : path.substring(0, end);
    }
}
