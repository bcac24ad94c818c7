package io.kss.libvirt.image;

import io.kss.libvirt.os.DurableFiles;
import io.kss.libvirt.os.Failures;
import io.kss.libvirt.os.Program;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.ImageInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Creates empty qcow2 files: complete and durable when they get their names, and never in the place of another file. */
final class LayerFactory {

    static final String UNFINISHED = ".kss-new-";

    private static final int SECTOR = 512;

    private LayerFactory() {}

    static void create(Path file, long size, Optional<ImageInfo> backing) throws HypervisorException {
        if (size < 0 || size % SECTOR != 0) {
            throw new HypervisorException(
                    Reason.UNSUPPORTED, "a disk of " + size + " bytes can't be: QEMU counts in sectors of " + SECTOR);
        }
        Path unfinished = DurableFiles.folder(file).resolve(UNFINISHED + UUID.randomUUID());
        String what = "can't create image '" + file + "'";
        try {
            Files.createDirectories(DurableFiles.folder(file));
            Program.run(what, command(unfinished, size, backing));
            DurableFiles.sync(unfinished);
            DurableFiles.renameWithoutReplacing(unfinished, file);
        } catch (IOException e) {
            throw Failures.of(what, e);
        } finally {
            deleteIfExists(unfinished);
        }
    }

    /** The size is always told: looking it up would need the backing file's lock, which a running VM holds. */
    private static List<String> command(Path file, long size, Optional<ImageInfo> backing) {
        List<String> command = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", ImageHeader.QCOW2));
        command.addAll(List.of("-o", "compat=1.1,cluster_size=65536,lazy_refcounts=off"));
        backing.ifPresent(below ->
                command.addAll(List.of("-u", "-F", below.format(), "-b", BackingName.relative(file, below.file()))));
        command.add(file.toString());
        command.add(Long.toString(size));
        return command;
    }

    private static void deleteIfExists(Path file) throws HypervisorException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Failures.of("can't remove '" + file + "'", e);
        }
    }
}
