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
    private static final String RETIRED = ".merged.qcow2";
    private static final String COLLECTING = ".live.qcow2";
    private static final int LONGEST_NAME = 60;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern OURS = Pattern.compile(".*-([0-9a-f]{" + SHORT_ID + "})\\.qcow2");

    private LayerNames() {}

    static Path in(Path folder, String vm, String target, String host, Instant time, SnapshotId snapshot) {
        return folder.resolve(plain(vm) + "-" + plain(target) + "-" + plain(host) + "-" + DATE.format(time) + "-"
                + snapshot.value().substring(0, SHORT_ID) + ".qcow2");
    }

    /** A memory image. */
    static Path memory(Path folder, String vm, SnapshotId snapshot) {
        return folder.resolve(plain(vm) + "-memory-" + snapshot.value().substring(0, SHORT_ID) + ".kssmem");
    }

    /** A memory image while it is being fetched. */
    static Path partialMemory(Path file) {
        return file.resolveSibling(file.getFileName() + ".partial");
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

    /** Whether a file is named like one out of the way. */
    public static boolean isAside(Path file) {
        return String.valueOf(file.getFileName()).endsWith(ASIDE);
    }

    /** When its content is in another layer and it waits for its end. */
    static Path retired(Path layer) {
        return layer.resolveSibling(stem(layer) + RETIRED);
    }

    /** Whether a file is named like one that waits for its end. */
    static boolean isRetired(Path file) {
        return String.valueOf(file.getFileName()).endsWith(RETIRED);
    }

    /** A layer's own name, also while it is partial, aside or waits for its end. */
    public static Path plainName(Path file) {
        String name = String.valueOf(file.getFileName());
        for (String suffix : List.of(PARTIAL, ASIDE, RETIRED)) {
            if (name.endsWith(suffix)) {
                return file.resolveSibling(name.substring(0, name.length() - suffix.length()) + QCOW2);
            }
        }
        return file;
    }

    /**
     * The name of a layer into which newer ones of a running VM can be merged. It says of no snapshot that the file is
     * its layer, for that changes: who finds out by the names which file is which takes it for changes, whatever it holds.
     */
    static Path collecting(Path layer) {
        return layer.resolveSibling(stem(layer) + COLLECTING);
    }

    /** Whether a file is named like one into which others can be merged. */
    static boolean isCollecting(Path file) {
        return String.valueOf(file.getFileName()).endsWith(COLLECTING);
    }

    /** Whether a file is named like one that was made here, and is not the user's own. */
    static boolean isOurs(Path file) {
        return shortId(file).isPresent() || isCollecting(file);
    }

    /** The beginning of the identity of the snapshot whose layer the file is, by its name. */
    public static Optional<String> shortId(Path file) {
        Matcher matcher = OURS.matcher(String.valueOf(file.getFileName()));
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The beginning of the identity that the content of an active layer was to get when it was made. */
    static Optional<String> intendedId(Path active) {
        String name = String.valueOf(active.getFileName());
        return isCollecting(active)
                ? shortId(active.resolveSibling(name.substring(0, name.length() - COLLECTING.length()) + QCOW2))
                : shortId(active);
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
