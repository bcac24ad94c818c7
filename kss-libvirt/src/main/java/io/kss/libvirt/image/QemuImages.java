package io.kss.libvirt.image;

import io.kss.libvirt.os.DurableFiles;
import io.kss.libvirt.os.Failures;
import io.kss.libvirt.os.FileStatus;
import io.kss.spi.hypervisor.DiskImages;
import io.kss.spi.hypervisor.Fingerprint;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.ImageInfo;
import io.kss.spi.hypervisor.LayerReader;
import io.kss.spi.hypervisor.LayerWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Disk images by way of {@code qemu-img} and {@code qemu-nbd}. */
public final class QemuImages implements DiskImages {

    @Override
    public boolean exists(Path file) {
        return Files.exists(file);
    }

    @Override
    public ImageInfo info(Path file) throws HypervisorException {
        return Chain.info(file);
    }

    /** What a file says about itself, taken for a format that something else vouches for. */
    public ImageInfo info(Path file, String format) throws HypervisorException {
        return Chain.info(file, format);
    }

    @Override
    public List<ImageInfo> chain(Path top) throws HypervisorException {
        return Chain.of(top);
    }

    @Override
    public Fingerprint fingerprint(Path file) throws HypervisorException {
        try {
            FileStatus status = FileStatus.of(file);
            return new Fingerprint(status.size(), status.inode(), status.modified(), status.changed());
        } catch (IOException e) {
            throw Failures.of("can't read image '" + file + "'", e);
        }
    }

    @Override
    public boolean holdsData(Path file) throws HypervisorException {
        ImageInfo info = Chain.info(file);
        boolean raw = info.format().equals(ImageHeader.RAW);
        try (LayerMap map = LayerMap.of(file, MapCommand.shared(info))) {
            for (@Nullable MapPiece piece = map.next(); piece != null; piece = map.next()) {
                // a raw file's holes are what was never written
                if (raw ? piece.data() && !piece.zero() : piece.present()) {
                    return true;
                }
            }
            return false;
        }
    }

    @Override
    public boolean inUse(Path file) throws HypervisorException {
        return FileUse.writing(file);
    }

    @Override
    public LayerReader openLayer(Path top, Optional<Path> below) throws HypervisorException {
        Layers layers = Layers.of(top, below);
        if (inUse(top)) {
            throw new HypervisorException(
                    Reason.IN_USE,
                    "image '" + top + "' is being written to; stop the VM that uses it, or seal it first");
        }
        return new QemuLayerReader(layers);
    }

    @Override
    public void createOverlay(Path file, Path backing) throws HypervisorException {
        createOverlay(file, info(backing));
    }

    /**
     * Creates an overlay on a file of a known format.
     *
     * @param backing as the domain has it: a guest may write into a raw disk what looks like another format
     */
    public void createOverlay(Path file, ImageInfo backing) throws HypervisorException {
        LayerFactory.create(file, backing.virtualSize(), Optional.of(backing));
    }

    @Override
    public LayerWriter createLayer(Path file, long size, Optional<Path> backing) throws HypervisorException {
        LayerFactory.create(file, size, backing.isPresent() ? Optional.of(info(backing.get())) : Optional.empty());
        return QemuLayerWriter.open(file);
    }

    @Override
    public LayerWriter resumeLayer(Path file) throws HypervisorException {
        ImageInfo info = info(file);
        if (!info.format().equals(ImageHeader.QCOW2)) {
            throw new HypervisorException(Reason.DAMAGED, "image '" + file + "' is not the qcow2 file it should be");
        }
        FileUse.requireWritable(file);
        return QemuLayerWriter.open(file);
    }

    @Override
    public void makeReadOnly(Path file) throws HypervisorException {
        FileUse.refuse(file);
        try {
            if ((FileStatus.of(file).mode() & 0777) != 0444) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
            }
            DurableFiles.sync(file);
        } catch (IOException e) {
            throw Failures.of("can't make image '" + file + "' read-only", e);
        }
    }

    @Override
    public void rename(Path from, Path to) throws HypervisorException {
        String what = "can't rename '" + from + "' to '" + to + "'";
        if (!DurableFiles.folder(from).equals(DurableFiles.folder(to))) {
            throw new HypervisorException(Reason.FAILED, what + ": they are in different folders");
        }
        FileUse.refuse(from);
        try {
            DurableFiles.renameWithoutReplacing(from, to);
        } catch (IOException e) {
            throw Failures.of(what, e);
        }
    }

    @Override
    public void delete(Path file) throws HypervisorException {
        if (!exists(file)) {
            return;
        }
        FileUse.refuse(file);
        try {
            if (Files.deleteIfExists(file)) {
                DurableFiles.sync(DurableFiles.folder(file));
            }
        } catch (IOException e) {
            throw Failures.of("can't delete '" + file + "'", e);
        }
    }

    @Override
    public List<Path> list(Path folder) throws HypervisorException {
        return ImageFolder.list(folder);
    }

    @Override
    public long freeSpace(Path folder) throws HypervisorException {
        return ImageFolder.freeSpace(folder);
    }
}
