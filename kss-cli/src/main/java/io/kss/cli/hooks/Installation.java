package io.kss.cli.hooks;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The installed files below a root folder. Whatever is done can be done again, and is finished by doing it again. */
public final class Installation {

    private final Path root;
    private final List<HookFile> files;

    public Installation(Path root, HookSettings settings) {
        this.root = root;
        this.files = HookFile.of(settings);
    }

    /** How a file stands. */
    public enum State {
        /** As this version would install it. */
        CURRENT,
        /** Of another version, for other folders, or edited. */
        DIFFERENT,
        MISSING
    }

    /**
     * A file, and how it stands.
     *
     * @param path the file
     * @param state how it stands
     */
    public record Entry(Path path, State state) {}

    /** Every file, links included. */
    public List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (HookFile file : files) {
            entries.add(new Entry(root.resolve(file.path()), state(file)));
            if (file.wants().isPresent()) {
                Path link = root.resolve(file.wants().get());
                entries.add(new Entry(link, Files.isSymbolicLink(link) ? State.CURRENT : State.MISSING));
            }
        }
        return entries;
    }

    private State state(HookFile file) throws IOException {
        Path path = root.resolve(file.path());
        try {
            boolean same = Files.readString(path).equals(file.content()) && Files.isExecutable(path) == file.program();
            return same ? State.CURRENT : State.DIFFERENT;
        } catch (NoSuchFileException e) {
            return State.MISSING;
        }
    }

    /**
     * Puts every file in its place.
     *
     * @return those that were not current
     * @throws AccessDeniedException for whom may not do that
     */
    public List<Path> install() throws IOException {
        List<Path> changed = new ArrayList<>();
        for (HookFile file : files) {
            if (state(file) != State.CURRENT) {
                write(file);
                changed.add(root.resolve(file.path()));
            }
            if (file.wants().isPresent()) {
                Path link = root.resolve(file.wants().get());
                if (!Files.isSymbolicLink(link)) {
                    createFolders(link);
                    Files.createSymbolicLink(link, Path.of("..").resolve(link.getFileName()));
                    changed.add(link);
                }
            }
        }
        return changed;
    }

    private void write(HookFile file) throws IOException {
        Path path = root.resolve(file.path());
        createFolders(path);
        // Not beside it: libvirt runs whatever lies in that folder.
        Path folder = path.getParent() == null || path.getParent().getParent() == null
                ? root
                : path.getParent().getParent();
        Path written = Files.createTempFile(folder, ".kss-", ".new");
        try {
            Files.writeString(written, file.content());
            Files.setPosixFilePermissions(
                    written, PosixFilePermissions.fromString(file.program() ? "rwxr-xr-x" : "rw-r--r--"));
            Files.move(written, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static void createFolders(Path file) throws IOException {
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }

    /** Takes every file away, and the folders that only they were in; returns what was there. */
    public List<Path> remove() throws IOException {
        List<Path> removed = new ArrayList<>();
        for (HookFile file : files) {
            Optional<Path> link = file.wants().map(root::resolve);
            if (link.isPresent()) {
                delete(link.get(), removed);
            }
            delete(root.resolve(file.path()), removed);
        }
        return removed;
    }

    private static void delete(Path file, List<Path> removed) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.delete(file);
        removed.add(file);
        Path folder = file.getParent();
        boolean maybeOurs = folder != null && (folder.endsWith("qemu.d") || folder.endsWith("multi-user.target.wants"));
        if (maybeOurs) {
            try {
                Files.delete(folder);
            } catch (DirectoryNotEmptyException e) {
                // others use it too
            }
        }
    }

    /** What a failure means to a user who may lack the right. */
    public static boolean lacksRight(IOException failure) {
        return failure instanceof AccessDeniedException
                || (failure instanceof FileSystemException broken
                        && String.valueOf(broken.getReason()).contains("ermi"));
    }
}
