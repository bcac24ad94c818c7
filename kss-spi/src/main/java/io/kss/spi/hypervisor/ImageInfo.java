package io.kss.spi.hypervisor;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One image file.
 *
 * @param file where it is
 * @param format {@code qcow2} or {@code raw}
 * @param virtualSize the disk's size in bytes as a guest sees it
 * @param allocated bytes the file occupies on its file system
 * @param backing the file it stands on, resolved to an absolute path
 */
public record ImageInfo(Path file, String format, long virtualSize, long allocated, Optional<Path> backing) {}
