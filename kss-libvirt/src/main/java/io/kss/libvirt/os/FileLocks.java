package io.kss.libvirt.os;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.Path;

/** Locks on bytes of files, as other processes hold them. */
public final class FileLocks {

    private static final int GET_LOCK = 36;
    private static final short WRITE_LOCK = 1;
    private static final short NO_LOCK = 2;

    private FileLocks() {}

    /** Whether somebody holds a lock of any kind on a byte of a file. Takes no lock itself. */
    public static boolean held(Path file, long offset) throws IOException {
        int descriptor = open(file);
        // struct flock of every 64-bit Linux; an open file description's lock must name process 0
        try (Memory lock = new Memory(32)) {
            lock.clear();
            lock.setShort(0, WRITE_LOCK);
            lock.setLong(8, offset);
            lock.setLong(16, 1);
            Posix.INSTANCE.fcntl(descriptor, GET_LOCK, lock);
            return lock.getShort(0) != NO_LOCK;
        } catch (LastErrorException e) {
            throw FileStatus.failure(file, e);
        } finally {
            Posix.INSTANCE.close(descriptor);
        }
    }

    private static int open(Path file) throws IOException {
        try {
            return Posix.INSTANCE.open(file.toString(), Posix.O_RDONLY | Posix.O_CLOEXEC | Posix.O_NONBLOCK);
        } catch (LastErrorException e) {
            throw FileStatus.failure(file, e);
        }
    }
}
