package io.kss.libvirt.os;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Who owns a file and what they may do.
 *
 * @param uid the owner
 * @param gid the group
 * @param mode the permission bits
 */
public record Ownership(int uid, int gid, int mode) {

    public static Ownership of(Path file) throws IOException {
        FileStatus status = FileStatus.of(file);
        return new Ownership(status.uid(), status.gid(), status.mode());
    }

    /** The same with further permissions. */
    public Ownership and(int permissions) {
        return new Ownership(uid, gid, mode | permissions);
    }

    /** Gives a file the same owner, as far as this user may, and permissions. */
    public void give(Path file) throws IOException {
        Ownership present = of(file);
        if (present.uid != uid || present.gid != gid) {
            chown(file);
        }
        if (present.mode != mode) {
            Files.setAttribute(file, "unix:mode", mode);
        }
    }

    private void chown(Path file) throws IOException {
        try {
            Files.setAttribute(file, "unix:gid", gid);
            Files.setAttribute(file, "unix:uid", uid);
        } catch (FileSystemException e) {
            // an ordinary user keeps what it creates; libvirt of the system gives it to QEMU at the start
        }
    }
}
