package io.kss.core.operation;

import io.kss.core.identity.SnapshotId;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of layer files: {@code <vm>-<disk>-<host>-<date>-<short id>.qcow2}. The short id is the beginning of the
 * identity of the snapshot whose layer the file is, or will be once it is sealed, so that a lost state folder can be
 * made anew from the files.
 */
public final class LayerNames {

    private static final int SHORT_ID = 12;
    private static final String QCOW2 = ".qcow2";
    private static final String PARTIAL = ".partial.qcow2";
    private static final String ASIDE = ".aside.qcow2";
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
    public static Path partial(Path layer) {
        return layer.resolveSibling(stem(layer) + PARTIAL);
    }

    /** Whether a file is named like one that is being filled. */
    public static boolean isPartial(Path file) {
        return String.valueOf(file.getFileName()).endsWith(PARTIAL);
    }

    /** Out of the way. */
    static Path aside(Path layer) {
        return layer.resolveSibling(stem(layer) + ASIDE);
    }

    /** A layer's own name, also while it is partial or aside. */
    public static Path plainName(Path file) {
        String name = String.valueOf(file.getFileName());
        for (String suffix : List.of(PARTIAL, ASIDE)) {
            if (name.endsWith(suffix)) {
                return file.resolveSibling(name.substring(0, name.length() - suffix.length()) + QCOW2);
            }
        }
        return file;
    }

    /** The beginning of the identity of the snapshot whose layer the file is, by its name. */
    public static Optional<String> shortId(Path file) {
        Matcher matcher = OURS.matcher(String.valueOf(file.getFileName()));
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The folder a layer lies in. */
    public static Path folderOf(Path layer) {
        Path folder = layer.getParent();
        return folder == null ? layer.resolveSibling("/") : folder;
    }

    private static String stem(Path layer) {
        String name = String.valueOf(layer.getFileName());
        return name.endsWith(QCOW2) ? name.substring(0, name.length() - QCOW2.length()) : name;
    }

    private static String plain(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._]", "_");
        return plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME);
    }
}
