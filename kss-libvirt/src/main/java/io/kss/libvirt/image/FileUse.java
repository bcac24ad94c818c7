package io.kss.libvirt.image;

import io.kss.libvirt.os.Failures;
import io.kss.libvirt.os.FileLocks;
import io.kss.libvirt.os.FileStatus;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.io.IOException;
import java.nio.file.Path;

/** Whether image files may be touched: QEMU's own locks tell, for they hold against every other program of QEMU's. */
final class FileUse {

    /** Who may write holds a lock on this byte: QEMU's block/file-posix.c, from 100 on one for every permission. */
    private static final long LOCK_OF_WRITERS = 101;

    private static final int OWNER_MAY_WRITE = 0200;

    private FileUse() {}

    /**
     * Asks for the locks rather than opening the image with {@code qemu-img}, which finds nothing wrong with a raw file
     * that a VM writes to: the raw driver shares what it reads with writers.
     */
    static boolean writing(Path file) throws HypervisorException {
        try {
            return FileLocks.held(file, LOCK_OF_WRITERS);
        } catch (IOException e) {
            throw Failures.of("can't look at image '" + file + "'", e);
        }
    }

    static void refuse(Path file) throws HypervisorException {
        if (writing(file)) {
            throw new HypervisorException(
                    Reason.IN_USE,
                    "image '" + file + "' is being written to; stop the VM that uses it, or seal it first");
        }
    }

    /** A file that was made read-only is finished, even for the one user that nothing is forbidden to. */
    static void requireWritable(Path file) throws HypervisorException {
        try {
            if ((FileStatus.of(file).mode() & OWNER_MAY_WRITE) == 0) {
                throw new HypervisorException(
                        Reason.DENIED,
                        "image '" + file + "' is read-only, since it is a sealed layer; write to a new one");
            }
        } catch (IOException e) {
            throw Failures.of("can't write image '" + file + "'", e);
        }
    }
}
