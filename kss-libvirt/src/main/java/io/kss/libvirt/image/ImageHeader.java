package io.kss.libvirt.image;

import io.kss.spi.hypervisor.HypervisorException.Reason;
import java.util.List;
import java.util.Optional;

/**
 * What the beginning of an image file says.
 *
 * @param format {@code qcow2} or {@code raw}
 * @param virtualSize in bytes
 * @param backingName as written in the file
 * @param backingFormat as written in the file
 * @param objections what keeps kss from handling it
 */
record ImageHeader(
        String format,
        long virtualSize,
        Optional<String> backingName,
        Optional<String> backingFormat,
        List<Objection> objections) {

    static final String QCOW2 = "qcow2";
    static final String RAW = "raw";

    static ImageHeader raw(long fileSize) {
        return new ImageHeader(RAW, sectors(fileSize), Optional.empty(), Optional.empty(), List.of());
    }

    private static long sectors(long bytes) {
        return (bytes + 511) / 512 * 512;
    }

    /** A feature or fault, as the end of a sentence that starts with the file. */
    record Objection(Reason reason, String text) {}
}
