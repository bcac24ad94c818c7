package io.kss.libvirt.os;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Replaces a file's content as a whole and durably, or not at all. */
public final class ReplacedFile {

    private ReplacedFile() {}

    /** Writes a file that only its owner can read; one that was there before passes its owner and mode on. */
    public static void write(Path file, InputStream content) throws IOException {
        Path folder = DurableFiles.folder(file);
        Files.createDirectories(folder);
        Path unfinished = Files.createTempFile(
                folder,
                ".kss-new-",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.copy(content, unfinished, StandardCopyOption.REPLACE_EXISTING);
            try {
                Ownership.of(file).give(unfinished);
            } catch (NoSuchFileException e) {
                Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-------"));
            }
            DurableFiles.sync(unfinished);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            DurableFiles.sync(folder);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
