package io.kss.core.operation;

import io.kss.core.identity.SnapshotId;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of layer files: {@code <vm>-<disk>-<host>-<date>-<short id>.qcow2}. The short id is the beginning of the
 * identity of the snapshot whose layer the file is, or will be once it is sealed, so that a lost state folder can be
 * made anew from the files.
 */
final class LayerNames {

    private static final int SHORT_ID = 12;
    private static final int LONGEST_NAME = 60;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern OURS = Pattern.compile(".*-([0-9a-f]{" + SHORT_ID + "})\\.qcow2");

    private LayerNames() {}

    static Path in(Path folder, String vm, String target, String host, Instant time, SnapshotId snapshot) {
        return folder.resolve(plain(vm) + "-" + plain(target) + "-" + plain(host) + "-" + DATE.format(time) + "-"
                + snapshot.value().substring(0, SHORT_ID) + ".qcow2");
    }

    /** While it is being filled. */
    static Path partial(Path layer) {
        return layer.resolveSibling(layer.getFileName() + ".partial");
    }

    /** Out of the way. */
    static Path aside(Path layer) {
        return layer.resolveSibling(layer.getFileName() + ".aside");
    }

    /** The beginning of the identity of the snapshot whose layer the file is, by its name. */
    static Optional<String> shortId(Path file) {
        Matcher matcher = OURS.matcher(String.valueOf(file.getFileName()));
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The folder a layer lies in. */
    static Path folderOf(Path layer) {
        Path folder = layer.getParent();
        return folder == null ? layer.resolveSibling("/") : folder;
    }

    private static String plain(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._]", "_");
        return plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME);
    }
}
