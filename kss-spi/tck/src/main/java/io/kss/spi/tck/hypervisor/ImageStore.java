package io.kss.spi.tck.hypervisor;

import io.kss.spi.hypervisor.Fingerprint;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.ImageInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The file system of a host, as far as image files go. To be used under the host's lock. */
final class ImageStore {

    final NavigableMap<Path, ImageFile> files = new TreeMap<>();
    long capacity = Long.MAX_VALUE / 2;
    private long inodes = 100;
    private long clock = 1_700_000_000_000_000_000L;

    Optional<ImageFile> find(Path path) {
        return Optional.ofNullable(files.get(absolute(path)));
    }

    ImageFile require(Path path) throws HypervisorException {
        return find(path)
                .orElseThrow(() -> new HypervisorException(
                        Reason.MISSING, path + " does not exist. Put it back, or take the disk from a snapshot."));
    }

    ImageFile create(Path path, String format, long size, Optional<Path> backing) throws HypervisorException {
        if (size < 0) {
            throw new HypervisorException(Reason.FAILED, path + " can't have " + size + " bytes");
        }
        if (files.containsKey(absolute(path))) {
            throw new HypervisorException(Reason.FAILED, path + " exists already. Choose another name.");
        }
        needRoom(path, 1);
        ImageFile file = new ImageFile(inodes++, format, size, backing.map(below -> relative(path, below)));
        files.put(path, file);
        written(file);
        return file;
    }

    static Path relative(Path file, Path backing) {
        return Objects.requireNonNull(file.getParent(), "a file has a folder").relativize(backing);
    }

    void written(ImageFile file) {
        clock += 1000;
        file.modified = clock;
        file.changed = clock;
    }

    void touched(ImageFile file) {
        clock += 1000;
        file.changed = clock;
    }

    ImageInfo info(Path path) throws HypervisorException {
        ImageFile file = healthy(path);
        return new ImageInfo(path, file.format, file.size, file.allocated(), backing(path, file));
    }

    Fingerprint fingerprint(ImageFile file) {
        return new Fingerprint(
                file.format.equals("qcow2") ? file.content.dataBytes() : file.size,
                file.inode,
                file.modified,
                file.changed);
    }

    Chain chain(Path top) throws HypervisorException {
        List<Chain.Layer> layers = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        Optional<Path> next = Optional.of(top);
        while (next.isPresent()) {
            Path path = next.get();
            if (!seen.add(path)) {
                throw new HypervisorException(Reason.DAMAGED, top + " stands on itself, by way of " + path);
            }
            ImageFile file = healthy(path);
            if (file.unsupported.isPresent()) {
                throw new HypervisorException(
                        Reason.UNSUPPORTED, path + " has " + file.unsupported.get() + ", which can't be handled");
            }
            layers.add(new Chain.Layer(path, file));
            next = backing(path, file);
        }
        return new Chain(layers);
    }

    private ImageFile healthy(Path path) throws HypervisorException {
        ImageFile file = require(path);
        if (file.damage.isPresent()) {
            throw new HypervisorException(
                    Reason.DAMAGED, path + " is damaged: " + file.damage.get() + ". Take it from a snapshot.");
        }
        return file;
    }

    private static Optional<Path> backing(Path path, ImageFile file) {
        return file.backing.map(relative -> path.resolveSibling(relative).normalize());
    }

    /** Opens for writing, if nobody else has the file open. */
    ImageFile claim(Path path, Object owner) throws HypervisorException {
        ImageFile file = healthy(path);
        notInUse(path, file);
        if (file.readers > 0) {
            throw new HypervisorException(Reason.IN_USE, path + " is in use: a running domain stands on it");
        }
        if (file.readOnly) {
            throw new HypervisorException(Reason.DENIED, path + " is read-only");
        }
        file.writer = owner;
        return file;
    }

    static void notInUse(Path path, ImageFile file) throws HypervisorException {
        if (file.writer != null) {
            throw new HypervisorException(
                    Reason.IN_USE, path + " is in use: another process writes to it. Stop that process first.");
        }
    }

    static void release(ImageFile file, Object owner) {
        @Nullable Object writer = file.writer;
        if (writer == owner) {
            file.writer = null;
        }
    }

    void needRoom(Path path, long bytes) throws HypervisorException {
        if (bytes > room()) {
            throw new HypervisorException(
                    Reason.NO_ROOM,
                    "no room for " + bytes + " bytes more in " + path.getParent() + ": " + room() + " are left");
        }
    }

    long room() {
        return Math.max(
                0,
                capacity
                        - files.values().stream()
                                .mapToLong(ImageFile::allocated)
                                .sum());
    }

    /** What was never made durable is lost, torn or there, as chance has it. */
    void powerLoss(Random random) {
        for (Path path : List.copyOf(files.keySet())) {
            ImageFile file = files.get(path);
            if (file != null && !file.durable) {
                switch (random.nextInt(3)) {
                    case 0 -> files.remove(path);
                    case 1 -> file.damage = Optional.of("it was never completely written");
                    default -> file.durable = true;
                }
            }
        }
    }

    private static Path absolute(Path path) {
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("not an absolute path: " + path);
        }
        return path;
    }
}
