package io.kss.libvirt.os;

import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Changes to files and folders that survive a power cut. */
public final class DurableFiles {

    private DurableFiles() {}

    /** Makes the content of a file, or the names in a folder, durable. */
    public static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Renames atomically and durably within a folder; a file that has the name already stays, and the rename fails. */
    public static void renameWithoutReplacing(Path from, Path to) throws IOException {
        try {
            Posix.INSTANCE.renameat2(
                    Posix.AT_FDCWD, from.toString(), Posix.AT_FDCWD, to.toString(), Posix.RENAME_NOREPLACE);
        } catch (LastErrorException e) {
            if (e.getErrorCode() == Posix.EEXIST) {
                throw new FileAlreadyExistsException(to.toString());
            }
            if (!Files.exists(from)) {
                throw new NoSuchFileException(from.toString());
            }
            linkAndUnlink(from, to);
        }
        sync(folder(to));
    }

    /** For file systems that can't rename so; a crash in between leaves both names. */
    private static void linkAndUnlink(Path from, Path to) throws IOException {
        Files.createLink(to, from);
        Files.delete(from);
    }

    public static Path folder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("not a file: " + file);
        }
        return folder;
    }
}
