package io.kss.libvirt.image;

import io.kss.libvirt.image.ImageHeader.Objection;
import io.kss.libvirt.os.Failures;
import io.kss.libvirt.os.FileStatus;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.ImageInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Follows image files down to their base. */
final class Chain {

    private Chain() {}

    static ImageInfo info(Path file) throws HypervisorException {
        return info(file, HeaderReader.read(file), status(file));
    }

    static ImageInfo info(Path file, String format) throws HypervisorException {
        FileStatus status = status(file);
        return info(file, header(file, Optional.of(format), status), status);
    }

    static List<ImageInfo> of(Path top) throws HypervisorException {
        List<ImageInfo> chain = new ArrayList<>();
        Set<List<Long>> seen = new HashSet<>();
        Optional<Path> next = Optional.of(top);
        Optional<String> format = Optional.empty();
        while (next.isPresent()) {
            Path file = next.get();
            FileStatus status = status(file);
            if (!seen.add(List.of(status.device(), status.inode()))) {
                throw new HypervisorException(
                        Reason.DAMAGED,
                        "image '" + top + "' stands on itself by way of '" + file + "'; restore the right backing file"
                                + " names with 'qemu-img rebase -u'");
            }
            ImageHeader header = header(file, format, status);
            chain.add(info(file, header, status));
            next = chain.get(chain.size() - 1).backing();
            format = next.isPresent() ? Optional.of(backingFormat(file, header)) : Optional.empty();
        }
        return List.copyOf(chain);
    }

    /** What a file below says counts only if the file above takes it for that format: a guest can write into raw ones. */
    private static ImageHeader header(Path file, Optional<String> format, FileStatus status)
            throws HypervisorException {
        if (format.equals(Optional.of(ImageHeader.RAW))) {
            return ImageHeader.raw(status.size());
        }
        ImageHeader header = HeaderReader.read(file);
        if (format.isPresent() && !format.get().equals(header.format())) {
            throw new HypervisorException(
                    Reason.DAMAGED,
                    "image '" + file + "' should be " + format.get() + " but is " + header.format() + "; restore it");
        }
        for (Objection objection : header.objections()) {
            throw new HypervisorException(objection.reason(), "image '" + file + "' " + objection.text());
        }
        return header;
    }

    private static String backingFormat(Path file, ImageHeader header) throws HypervisorException {
        Optional<String> format = header.backingFormat();
        if (format.isEmpty()) {
            throw new HypervisorException(
                    Reason.UNSUPPORTED,
                    "image '" + file + "' does not say of which format its backing file is; tell it with"
                            + " 'qemu-img rebase -u -F FORMAT -b "
                            + header.backingName().orElse("FILE") + " " + file
                            + "'");
        }
        if (!format.get().equals(ImageHeader.QCOW2) && !format.get().equals(ImageHeader.RAW)) {
            throw new HypervisorException(
                    Reason.UNSUPPORTED,
                    "image '" + file + "' stands on a file of format '" + format.get() + "'; convert that to qcow2");
        }
        return format.get();
    }

    private static ImageInfo info(Path file, ImageHeader header, FileStatus status) throws HypervisorException {
        Optional<Path> backing = Optional.empty();
        if (header.backingName().isPresent()) {
            backing = Optional.of(BackingName.resolve(file, header.backingName().get()));
        }
        return new ImageInfo(file, header.format(), header.virtualSize(), status.allocated(), backing);
    }

    private static FileStatus status(Path file) throws HypervisorException {
        try {
            return FileStatus.of(file);
        } catch (IOException e) {
            throw Failures.of("can't read image '" + file + "'", e);
        }
    }
}
