package io.kss.libvirt;

import io.kss.libvirt.os.DurableFiles;
import io.kss.libvirt.os.Failures;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.LayerWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/** A file with a machine's memory, which nobody but its owner may read. */
final class MemoryFile {

    static final FileAttribute<?> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** What libvirt writes to the beginning of a file when the rest is there; until then it says {@code Part}. */
    private static final byte[] COMPLETE = "LibvirtQemudSave".getBytes(StandardCharsets.US_ASCII);

    private MemoryFile() {}

    /** Makes it as this user's, so that it can be read when libvirt has filled it. */
    static void create(Path file, long memory) throws HypervisorException {
        try {
            Path folder = DurableFiles.folder(file);
            Files.createDirectories(folder);
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < memory) {
                throw new HypervisorException(
                        Reason.NO_ROOM,
                        "saving memory of " + memory + " bytes can need as much in '" + folder + "', where " + free
                                + " are free; free some space and try again");
            }
            Files.createFile(file, PRIVATE);
        } catch (IOException e) {
            throw Failures.of("can't make '" + file + "' for a machine's memory", e);
        }
    }

    static void sync(Path file) throws HypervisorException {
        try {
            DurableFiles.sync(file);
            DurableFiles.sync(DurableFiles.folder(file));
        } catch (IOException e) {
            throw Failures.of("can't make '" + file + "' durable", e);
        }
    }

    static void delete(Path file) throws HypervisorException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Failures.of("can't delete '" + file + "'", e);
        }
    }

    static boolean isComplete(Path file) throws HypervisorException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(COMPLETE.length), COMPLETE);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw Failures.of("can't read '" + file + "'", e);
        }
    }

    static InputStream read(Path file) throws HypervisorException {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw Failures.of("can't read '" + file + "'", e);
        }
    }

    static LayerWriter fill(Path file, long size) throws HypervisorException {
        try {
            return MemoryFileWriter.open(file, size);
        } catch (IOException e) {
            throw Failures.of("can't fill '" + file + "'", e);
        }
    }
}
