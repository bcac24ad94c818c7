package io.kss.core.examine;

import io.kss.core.failure.Failures;
import io.kss.spi.hypervisor.Hypervisor;
import io.kss.spi.hypervisor.HypervisorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at folders and hypervisor. */
public final class HostExamination {

    private static final long LITTLE_ROOM = 1L << 30;
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final Remarks remarks;

    public HostExamination(Remarks remarks) {
        this.remarks = remarks;
    }

    /** The folder of this host's bookkeeping: usable, and nobody else's business. */
    public void stateFolder(Path folder) {
        String subject = "state folder";
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            remarks.problem(
                    subject,
                    "The state folder " + folder + " can't be written to.",
                    "check the folder that 'state' names in the configuration, its rights, and whether its disk is"
                            + " mounted");
            return;
        }
        try {
            Set<PosixFilePermission> open = Files.getPosixFilePermissions(folder);
            open.retainAll(OTHERS);
            if (!open.isEmpty()) {
                remarks.warning(
                        subject,
                        "The state folder " + folder + " is open to other users; it holds lease tokens and"
                                + " definitions.",
                        "chmod 700 " + folder);
                return;
            }
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < LITTLE_ROOM / 16) {
                remarks.warning(
                        subject,
                        "Only " + room(free) + " are free for the state folder " + folder + ".",
                        "free space on that disk");
                return;
            }
        } catch (IOException | UnsupportedOperationException e) {
            remarks.problem(subject, "The state folder " + folder + " can't be examined: " + e + ".", "check its disk");
            return;
        }
        remarks.ok(subject, "The state folder " + folder + " is usable and private.");
    }

    /** The hypervisor, and where it places disks. Returns the names of its domains, or empty if it does not answer. */
    public Optional<List<String>> hypervisor(Hypervisor hypervisor, Path imagesFolder) {
        List<String> domains;
        try {
            domains = hypervisor.domains();
            remarks.ok("hypervisor", hypervisor.displayName() + " answers; VMs defined: " + domains.size() + ".");
        } catch (HypervisorException e) {
            remarks.problem(
                    "hypervisor",
                    "The hypervisor does not answer: " + e.getMessage(),
                    "check that it is running and that this user may use it, and 'uri' in the configuration");
            return Optional.empty();
        }
        try {
            long free = hypervisor.images().freeSpace(imagesFolder);
            String message = "The images folder " + imagesFolder + " has " + room(free) + " free.";
            if (free < LITTLE_ROOM) {
                remarks.warning(
                        "images folder",
                        message,
                        "free space there, or set 'images' in the configuration to a folder on a larger disk");
            } else {
                remarks.ok("images folder", message);
            }
        } catch (HypervisorException e) {
            remarks.problem("images folder", Failures.of(e));
        }
        return Optional.of(domains);
    }

    /** A size for people. */
    public static String room(long bytes) {
        return bytes >= LITTLE_ROOM ? bytes / LITTLE_ROOM + " GiB" : bytes / (1L << 20) + " MiB";
    }
}
