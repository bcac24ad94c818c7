package io.kss.core.workspace;

import io.kss.spi.hypervisor.Fingerprint;
import java.nio.file.Path;
import java.util.List;

/**
 * The file on top of the chain that is one disk of one snapshot.
 *
 * @param file the sealed file
 * @param fingerprint what it looked like when it was sealed
 * @param inner files between it and the layer of the snapshot below, nearest first, that are being merged or were begun to
 *     be: no snapshot's state can be read from them any more, and the lowest may be written to, though what the file on
 *     top of them shows stays the same
 */
public record LocalLayer(Path file, Fingerprint fingerprint, List<Path> inner) {

    public LocalLayer {
        inner = List.copyOf(inner);
    }

    /** A layer of one file. */
    public LocalLayer(Path file, Fingerprint fingerprint) {
        this(file, fingerprint, List.of());
    }
}
