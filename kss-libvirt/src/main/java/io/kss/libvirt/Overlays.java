package io.kss.libvirt;

import io.kss.libvirt.image.QemuImages;
import io.kss.libvirt.os.Failures;
import io.kss.libvirt.os.Ownership;
import io.kss.spi.hypervisor.HypervisorException;
import io.kss.spi.hypervisor.HypervisorException.Reason;
import io.kss.spi.hypervisor.ImageInfo;
import io.kss.spi.hypervisor.SealRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of the new layers of a seal. */
final class Overlays {

    private static final int OWNER_MAY_WRITE = 0600;

    private final QemuImages images;

    Overlays(QemuImages images) {
        this.images = images;
    }

    /** Creates all or none. */
    void create(SealRequest request, Tops tops) throws HypervisorException {
        List<Path> created = new ArrayList<>();
        try {
            for (Map.Entry<String, Path> entry : request.overlays().entrySet()) {
                create(entry.getKey(), entry.getValue(), tops);
                created.add(entry.getValue());
            }
        } catch (HypervisorException | RuntimeException e) {
            for (Path file : created) {
                images.delete(file);
            }
            throw e;
        }
    }

    /** Creates what is missing, and makes sure that what is there is an empty layer on the right file. */
    void complete(SealRequest request, Tops tops) throws HypervisorException {
        for (Map.Entry<String, Path> entry : request.overlays().entrySet()) {
            String target = entry.getKey();
            Path file = entry.getValue();
            if (file.equals(tops.live().get(target))) {
                continue;
            }
            if (Files.exists(file)) {
                requireFresh(file, tops.below(target, file));
            } else {
                create(target, file, tops);
            }
        }
    }

    private void create(String target, Path file, Tops tops) throws HypervisorException {
        Path below = tops.below(target, file);
        images.createOverlay(file, backing(below, tops.formats().getOrDefault(target, "raw")));
        try {
            Ownership.of(below).and(OWNER_MAY_WRITE).give(file);
        } catch (IOException e) {
            throw Failures.of("can't give '" + file + "' to the user that runs QEMU", e);
        }
    }

    private ImageInfo backing(Path file, String format) throws HypervisorException {
        return images.info(file, format);
    }

    private void requireFresh(Path overlay, Path below) throws HypervisorException {
        boolean right = images.info(overlay).backing().equals(Optional.of(below));
        if (!right || images.holdsData(overlay)) {
            throw new HypervisorException(
                    Reason.DAMAGED,
                    "'" + overlay + "' should be an empty layer on '" + below + "' but is not; move it away and run the"
                            + " command again");
        }
    }

    /** Nothing may write to the files below any more. */
    void requireReleased(SealRequest request) throws HypervisorException {
        for (Path overlay : request.overlays().values()) {
            Path below = images.info(overlay).backing().orElse(overlay);
            if (images.inUse(below)) {
                throw new HypervisorException(
                        Reason.IN_USE,
                        "'" + below + "' is still being written to, though VM '" + request.domain()
                                + "' is on new layers;" + " another VM or program uses it: stop that first");
            }
        }
    }

    void delete(SealRequest request) throws HypervisorException {
        for (Path file : request.overlays().values()) {
            images.delete(file);
        }
    }
}
