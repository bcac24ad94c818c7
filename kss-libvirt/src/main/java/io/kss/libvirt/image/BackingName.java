package io.kss.libvirt.image;

import io.kss.libvirt.os.DurableFiles;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** How an image file names what it stands on. */
final class BackingName {

    private BackingName() {}

    /** The file that a name within an image file means. Only plain names of files do. */
    static Path resolve(Path file, String name) throws HypervisorException {
        int colon = name.indexOf(':');
        int slash = name.indexOf('/');
        if (name.isEmpty() || (colon >= 0 && (slash < 0 || colon < slash))) {
            throw unusable(file, name);
        }
        try {
            return DurableFiles.folder(file).resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw unusable(file, name);
        }
    }

    private static HypervisorException unusable(Path file, String name) {
        return new HypervisorException(
                Reason.UNSUPPORTED,
                "image '" + file + "' stands on '" + name + "', which is not the plain name of a file; name it with"
                        + " 'qemu-img rebase -u -F FORMAT -b FILE " + file + "'");
    }

    /** The name to write into a file, so that both can be moved together. */
    static String relative(Path file, Path backing) {
        String name = DurableFiles.folder(file).relativize(backing).toString();
        return name.contains(":") ? "./" + name : name;
    }
}
