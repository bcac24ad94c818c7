package io.kss.libvirt.os;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What the file system knows of a file, all at one moment, with times to the nanosecond.
 *
 * @param device of the file system and
 * @param inode within it: the file's identity
 * @param size in bytes
 * @param allocated bytes it occupies
 * @param modified nanoseconds since 1970
 * @param changed nanoseconds since 1970
 * @param uid its owner
 * @param gid its group
 * @param mode its permission bits
 */
public record FileStatus(
        long device, long inode, long size, long allocated, long modified, long changed, int uid, int gid, int mode) {

    private static final int ENOENT = 2;
    private static final int EACCES = 13;
    private static final int ENOTDIR = 20;

    private static final int BLOCK = 512;

    /** Follows symbolic links. */
    public static FileStatus of(Path file) throws IOException {
        // struct statx has one layout on every architecture, unlike struct stat
        try (Memory result = new Memory(256)) {
            Posix.INSTANCE.statx(Posix.AT_FDCWD, file.toString(), 0, Posix.STATX_BASIC_STATS, result);
            return new FileStatus(
                    (long) result.getInt(136) << 32 | Integer.toUnsignedLong(result.getInt(140)),
                    result.getLong(32),
                    result.getLong(40),
                    result.getLong(48) * BLOCK,
                    time(result, 112),
                    time(result, 96),
                    result.getInt(20),
                    result.getInt(24),
                    result.getShort(28) & 07777);
        } catch (LastErrorException e) {
            throw failure(file, e);
        }
    }

    static IOException failure(Path file, LastErrorException e) {
        return switch (e.getErrorCode()) {
            case ENOENT, ENOTDIR -> new NoSuchFileException(file.toString());
            case EACCES -> new AccessDeniedException(file.toString());
            default -> new IOException("the system says: " + e.getMessage(), e);
        };
    }

    private static long time(Memory statx, long at) {
        return Math.addExact(Math.multiplyExact(statx.getLong(at), 1_000_000_000L), statx.getInt(at + 8));
    }
}
