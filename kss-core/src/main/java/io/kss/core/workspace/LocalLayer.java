package io.kss.core.workspace;

import io.kss.spi.hypervisor.Fingerprint;
import java.nio.file.Path;

/**
 * The file on top of the chain that is one disk of one snapshot.
 *
 * @param file the sealed file
 * @param fingerprint what it looked like when it was sealed
 */
public record LocalLayer(Path file, Fingerprint fingerprint) {}
